import { EMPTY, type MonoTypeOperatorFunction, NEVER, type Observable } from 'rxjs';
import { OptionError } from './errors.ts';
import { type Connection, EVENT_TYPES, type EventType } from './events.ts';
import type { Said } from './said.ts';

/** The ways to cut what a client sends into messages. `wholeMessages` says how each does it. */
export type Framing = 'auto' | 'chunk' | 'line';
export const FRAMINGS: readonly Framing[] = ['auto', 'chunk', 'line'];

/** The options that are numbers. */
export type LimitName = 'port' | 'maxMessage' | 'maxHold' | 'maxBacklog' | 'drainTimeout';

interface Limit {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
}

const MIB = 1024 * 1024;
/** Above any sensible use, and safely below the largest Buffer of every supported Node. */
const MOST_BYTES = 1024 * MIB;
/** The longest time that a timer of Node takes. */
const MOST_MILLISECONDS = 2 ** 31 - 1;

/** Every number that can be set: its default, what it may be, its unit, and why the default is what it is. */
export const LIMITS: Readonly<Record<LimitName, Limit>> = {
  /** 12345 is what the clients of the assignment try first. 0 takes a free port. */
  port: { default: 12345, min: 0, max: 65535, unit: 'port number' },
  /** A line longer than 64 KiB, the most that one read brings, is no line that a person typed. */
  maxMessage: { default: 64 * 1024, min: 1, max: MOST_BYTES, unit: 'bytes' },
  /** Long enough for the rest of a line that is under way, short enough that nobody sees the wait. */
  maxHold: { default: 100, min: 0, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** A few seconds of a room that talks as fast as it can; what a thousand stalled clients can cost still fits a machine. */
  maxBacklog: { default: 8 * MIB, min: 1, max: MOST_BYTES, unit: 'bytes' },
  /** Time for a living client to take its backlog, and half of the 2 s in which a stop has to be over. */
  drainTimeout: { default: 1000, min: 0, max: MOST_MILLISECONDS, unit: 'milliseconds' },
};

/** What the kernel keeps of connections not yet accepted. With Node's 511, a thousand at once lose SYNs and wait a second. */
export const LISTEN_BACKLOG = 4096;
/**
 * Bytes of a write from which on Node tells with an event that it is done: more than a batch is, as a rule. A batch passes
 * Node's usual mark, 16 or 64 KiB, and would bring as many events as there are clients.
 */
export const HIGH_WATER_MARK = 1024 * 1024;
/** How long a connection is silent before the kernel probes it, in milliseconds. */
export const KEEP_ALIVE_DELAY = 60_000;
/** What the assignment's clients expect to be told first. */
export const GREETING = 'Thank you for connecting';

/** How `chat` behaves. All of it may be left out. */
export interface ChatOptions {
  /** The first thing a client is sent, as UTF-8. Default `Thank you for connecting`, no newline; `''` sends nothing. */
  readonly greeting?: string | undefined;
  /** How what a client sends is cut into messages. Default `auto`. */
  readonly framing?: Framing | undefined;
  /** Bytes of an unfinished line that are held before it is passed on as it is. Default 65,536. */
  readonly maxMessage?: number | undefined;
  /** Milliseconds that framing `auto` holds an unfinished line. Default 100. */
  readonly maxHold?: number | undefined;
  /**
   * Stands between parsing and fan-out: sees all that clients say, and what it emits is passed on. Any operator does:
   * filter, change (with `said.withText` or `said.withBytes`), delay, limit. Default: everything, unchanged.
   * What it holds back is said to whoever is there when it comes, after a stop nobody. Its error ends the server with that
   * same error; when it completes, nothing that is said is passed on any more.
   */
  readonly use?: MonoTypeOperatorFunction<Said> | undefined;
  /**
   * What the program itself says to everybody: bytes as given, text as UTF-8, nothing added, not through `use`.
   * Subscribed while the server runs. Its error ends the server with that error.
   */
  readonly said$?: Observable<string | Uint8Array> | undefined;
  /** Further connections, merged with the others. Its error ends the server with that error. */
  readonly connections$?: Observable<Connection> | undefined;
  /**
   * The first value stops the server in order: nobody new is accepted, what was received is passed on, each client
   * leaves with reason `stopped`, and the stream completes, once `use` has completed too: what that still holds back then
   * is said to nobody. Default never.
   */
  readonly stop$?: Observable<unknown> | undefined;
  /**
   * The types of events that are wanted. The others are not emitted, and cost nothing: without `said`, what is said is
   * never taken apart into its messages. Default: all.
   */
  readonly events?: readonly EventType[] | undefined;
}

/** How `tcpConnections` listens. All of it may be left out. */
export interface TcpOptions {
  /** 0 to 65535; 0 takes a free one. Default 12345. */
  readonly port?: number | undefined;
  /** One address (`127.0.0.1`, `::1` or `[::1]`) or host name to listen on. Default: all of them, IPv4 and IPv6. */
  readonly host?: string | undefined;
  /** Bytes that may wait for a client that does not read; past it the client is cut, reason `slow`. Default 8 MiB. */
  readonly maxBacklog?: number | undefined;
  /** Milliseconds that a connection may take to send what is unsent once it is closed. Default 1,000. */
  readonly drainTimeout?: number | undefined;
}

export type TalkServerOptions = ChatOptions & TcpOptions;

/** Options that say which events are wanted: the type of the stream narrows to those. */
export interface Wanting<Wanted extends EventType> {
  readonly events: readonly Wanted[];
}

/** The same options with every default filled in, and checked. */
export type ChatSettings = Settings<Omit<ChatOptions, 'use' | 'events'>> &
  Pick<ChatOptions, 'use'> & { readonly events: ReadonlySet<EventType> };
export type TcpSettings = Settings<Omit<TcpOptions, 'host'>> & Pick<TcpOptions, 'host'>;
type Settings<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };

/** Throws `OptionError` for a value that an option cannot have. */
export function chatSettings(options: ChatOptions): ChatSettings {
  const framing = options.framing ?? 'auto';
  if (!FRAMINGS.includes(framing)) {
    throw new OptionError(`framing must be one of ${FRAMINGS.join(', ')}, not ${framing}`);
  }
  return {
    greeting: options.greeting ?? GREETING,
    framing,
    maxMessage: limit('maxMessage', options.maxMessage),
    maxHold: limit('maxHold', options.maxHold),
    use: options.use,
    said$: options.said$ ?? EMPTY,
    connections$: options.connections$ ?? EMPTY,
    stop$: options.stop$ ?? NEVER,
    events: wantedEvents(options.events ?? EVENT_TYPES),
  };
}

/** Throws `OptionError` for a value that an option cannot have. */
export function tcpSettings(options: TcpOptions): TcpSettings {
  return {
    port: limit('port', options.port),
    host: options.host === undefined ? undefined : hostAddress(options.host),
    maxBacklog: limit('maxBacklog', options.maxBacklog),
    drainTimeout: limit('drainTimeout', options.drainTimeout),
  };
}

/** `[::1]`, as in a URL, means `::1`. An empty host would mean "everywhere" to Node, and is refused instead. */
export function hostAddress(host: string): string {
  const address = /^\[(.*)\]$/.exec(host)?.[1] ?? host;
  if (address === '' || /\s/.test(address)) {
    throw new OptionError('host must be an address or a host name; leave it out to listen on all addresses');
  }
  return address;
}

function wantedEvents(types: readonly EventType[]): ReadonlySet<EventType> {
  const wrong = types instanceof Array ? types.filter((type) => !EVENT_TYPES.includes(type)) : [types];
  if (wrong.length === 0) return new Set(types);
  throw new OptionError(`events must be an array of ${EVENT_TYPES.join(', ')}, not ${shown(wrong[0])}`);
}

function limit(name: LimitName, value: number | undefined): number {
  const { default: usual, min, max, unit } = LIMITS[name];
  const number = value ?? usual;
  if (!Number.isInteger(number) || number < min || number > max) {
    throw new OptionError(
      `${name} must be a whole number from ${min} to ${max} (${unit}), not ${shown(number)}`,
    );
  }
  return number;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
