import { EMPTY, type MonoTypeOperatorFunction, NEVER, type Observable } from 'rxjs';
import { OptionError } from './errors.ts';
import { type Connection, EVENT_TYPES, type EventType, USUAL_EVENTS } from './events.ts';
import { limit, shown } from './limits.ts';
import type { Said } from './said.ts';

/** The ways to cut what a client sends into messages. `wholeMessages` says how each does it. */
export type Framing = 'auto' | 'chunk' | 'line';
export const FRAMINGS: readonly Framing[] = ['auto', 'chunk', 'line'];

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
   * Messages a second that one client may say, after five times as many at once. What is beyond is delayed: meanwhile the
   * client is not read from, and it is there until all was passed on, even if it hangs up; where the connection breaks,
   * for `slowAfter` at most. Default 0: no limit.
   */
  readonly rate?: number | undefined;
  /** `/who:` requests that one client gets answered at once. Default 5. */
  readonly whoBurst?: number | undefined;
  /** Milliseconds after which it gets one more; all requests until then share that answer. Default 1,000. */
  readonly whoInterval?: number | undefined;
  /**
   * Takes the control characters (Unicode's Cc) but tab and newline out of what clients send, for rooms of bare terminals.
   * Default false: bytes are passed on as they are.
   */
  readonly stripControl?: boolean | undefined;
  /**
   * Asks for `stats` events: one every so many milliseconds, and a last one when the stream completes; 0 is the last one
   * alone. Default: none.
   */
  readonly statsInterval?: number | undefined;
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
   * never taken apart into its messages. Default: all but `spoke`.
   */
  readonly events?: readonly EventType[] | undefined;
}

/** How `tcpConnections` listens, and whom it lets in. All of it may be left out. */
export interface TcpOptions {
  /** 0 to 65535; 0 takes a free one. Default 12345, or no port where `socket` is given. */
  readonly port?: number | undefined;
  /** One address (`127.0.0.1`, `::1` or `[::1]`) or host name to listen on. Default: all of them, IPv4 and IPv6. */
  readonly host?: string | undefined;
  /** Path of a Unix-domain socket to listen on; beside the port where that is given too. */
  readonly socket?: string | undefined;
  /** Who may connect to `socket`, as the mode of its file. Default 0o660. */
  readonly socketMode?: number | undefined;
  /** Descriptors of sockets that somebody else has opened, to listen on instead of all the others: systemd's, for example. */
  readonly fds?: readonly number[] | undefined;
  /**
   * Clients that may be connected; who comes when so many are is told `Server full\n` and leaves, reason `full`.
   * Default, and never more than: the open-files limit of the process, less 64.
   */
  readonly maxClients?: number | undefined;
  /** The same for one address, told `Too many connections from your address\n`. Default 0: no limit. */
  readonly maxClientsPerIp?: number | undefined;
  /** Addresses and networks (`192.0.2.0/24`, `2001:db8::/32`) that may connect; others leave, reason `refused`. Default: all. */
  readonly allow?: readonly string[] | undefined;
  /** Those that may not, even where `allow` has them. Default: none. */
  readonly deny?: readonly string[] | undefined;
  /** Bytes that may wait for a client that does not read; past it the client is cut, reason `slow`. Default 8 MiB. */
  readonly maxBacklog?: number | undefined;
  /**
   * Bytes of a backlog from which on its client lags: speakers are slowed, and `slowAfter` runs. Or half of `maxBacklog`,
   * where that is less. Default 1 MiB.
   */
  readonly slowBacklog?: number | undefined;
  /** Milliseconds that a client may lag while its backlog does not shrink; then it is cut, reason `slow`. Default 10,000. */
  readonly slowAfter?: number | undefined;
  /**
   * Bytes that may wait for all clients together; from half of it on speakers are slowed, past it the client with the largest
   * backlog is cut, reason `slow`. Default 256 MiB.
   */
  readonly maxTotalBacklog?: number | undefined;
  /**
   * Milliseconds that clients which talk much are not read from, at a time, while another lags: together they say 64 KiB in
   * that time. Default 50; 0 is never.
   */
  readonly maxPause?: number | undefined;
  /** Milliseconds without a byte from a client after which it is closed, reason `idle`. Default 0: no limit. */
  readonly idleTimeout?: number | undefined;
  /** PEM file with the certificate, and those between it and its root: makes TCP ports speak TLS. Needs `tlsKey`. */
  readonly tlsCert?: string | undefined;
  /** PEM file with the key of `tlsCert`. */
  readonly tlsKey?: string | undefined;
  /** PEM file with the authorities one of which must have signed a client's own certificate. Default: none is asked for. */
  readonly tlsCa?: string | undefined;
  /** Milliseconds that the TLS handshake may take. Default 5,000. */
  readonly tlsHandshake?: number | undefined;
  /** Each value has the TLS files read anew, as a change of one of them does: newcomers get what is in them now. */
  readonly reload$?: Observable<unknown> | undefined;
  /** Milliseconds that a connection may take to send what is unsent once it is closed. Default 1,000. */
  readonly drainTimeout?: number | undefined;
}

export type TalkServerOptions = ChatOptions & TcpOptions;

/** Options that say which events are wanted: the type of the stream narrows to those. */
export interface Wanting<Wanted extends EventType> {
  readonly events: readonly Wanted[];
}

/** The same options with every default filled in, and checked. */
export type ChatSettings = Settings<Omit<ChatOptions, 'use' | 'events' | 'statsInterval'>> &
  Pick<ChatOptions, 'use' | 'statsInterval'> & { readonly events: ReadonlySet<EventType> };
/** Options with every default filled in. */
export type Settings<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };

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
    rate: limit('rate', options.rate),
    whoBurst: limit('whoBurst', options.whoBurst),
    whoInterval: limit('whoInterval', options.whoInterval),
    stripControl: options.stripControl ?? false,
    statsInterval:
      options.statsInterval === undefined ? undefined : limit('statsInterval', options.statsInterval),
    use: options.use,
    said$: options.said$ ?? EMPTY,
    connections$: options.connections$ ?? EMPTY,
    stop$: options.stop$ ?? NEVER,
    events: wantedEvents(options.events ?? USUAL_EVENTS),
  };
}

function wantedEvents(types: readonly EventType[]): ReadonlySet<EventType> {
  const wrong = types instanceof Array ? types.filter((type) => !EVENT_TYPES.includes(type)) : [types];
  if (wrong.length === 0) return new Set(types);
  throw new OptionError(`events must be an array of ${EVENT_TYPES.join(', ')}, not ${shown(wrong[0])}`);
}
