import { EMPTY, type MonoTypeOperatorFunction, NEVER, type Observable } from 'rxjs';
import type { BackplaneFactory } from './backplane.ts';
import { type Connection, EVENT_TYPES, type EventType, USUAL_EVENTS } from './events.ts';
import {
  arrayOf,
  checkKinds,
  FACTORY,
  type Kind,
  OBSERVABLE,
  oneOf,
  OPERATOR,
  TEXT,
  YES_OR_NO,
} from './kinds.ts';
import { limit, type LimitName } from './limits.ts';
import type { Said } from './said.ts';
import type { WebFactory } from './web.ts';

/**
 * The ways to cut what a client sends into messages. `chunk` passes on each chunk as it was read, `line` waits for each
 * newline, and gives an unfinished last line its own. `auto` cuts at newlines too; what is left of a chunk is a message at
 * once from a client that has never sent a newline, and from others the start of a line, held for `maxHold` at most.
 *
 * @category Options
 */
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

/** How `chat` behaves. All of it may be left out. @category Options */
export interface ChatOptions {
  /** The first thing a client is sent, as UTF-8. Default `Thank you for connecting`, no newline; `''` sends nothing. */
  readonly greeting?: string | undefined;
  /** How what a client sends is cut into messages. Default `auto`. */
  readonly framing?: Framing | undefined;
  /**
   * Bytes of an unfinished line that are held before it is passed on as it is. Default 64 KiB, 1 to 1 GiB:
   * the most that one read brings, and nobody types so long a line.
   */
  readonly maxMessage?: number | undefined;
  /**
   * Milliseconds that framing `auto` holds an unfinished line. Default 100, 0 to 2,073,600,000: time for the
   * rest of a line that is under way, and a wait that nobody sees.
   */
  readonly maxHold?: number | undefined;
  /**
   * Messages a second that one client may say, after five times as many at once. What is beyond is delayed:
   * meanwhile the client is not read from, and it is there until all was passed on, even if it hangs up; where
   * the connection breaks, for `slowAfter` at most. Default 0 (no limit), 0 to 1,000,000: programs talk in the
   * room too, and as fast as they can.
   */
  readonly rate?: number | undefined;
  /**
   * `/who:` requests that one client gets answered at once. Default 5, 1 to 1,000,000: more than anybody asks
   * by hand, and an answer is as long as the roster.
   */
  readonly whoBurst?: number | undefined;
  /**
   * Milliseconds after which it gets one more; all requests until then share that answer. Default 1,000, 1 to
   * 2,073,600,000: as often as a list that people look at can need.
   */
  readonly whoInterval?: number | undefined;
  /**
   * Clients that a `/who:` answer lists, those that connected first; how many more there are is told. Default 10,000, 0 to
   * 1,048,576: half a megabyte, which is more than anybody reads.
   */
  readonly whoLines?: number | undefined;
  /**
   * Takes the control characters (Unicode's Cc) but tab and newline out of what clients send, for rooms of bare terminals.
   * Default false: bytes are passed on as they are.
   */
  readonly stripControl?: boolean | undefined;
  /**
   * Asks for `stats` events: one every so many milliseconds, 0 to 2,073,600,000, and a last one when the
   * stream completes; 0 is the last one alone. Default: none.
   */
  readonly statsInterval?: number | undefined;
  /**
   * How many of the newest messages of the room a newcomer is sent, behind the greeting. Default 0 (none), 0 to
   * 100,000: a room is a conversation, not an archive.
   */
  readonly history?: number | undefined;
  /**
   * Bytes that those may be together; the oldest are left out. Default 1 MiB, 1 to 1 GiB: what a client that has just
   * come takes at once.
   */
  readonly historySize?: number | undefined;
  /**
   * Makes the chats of several machines one room: `natsBackplane(…)` of `talk-server/nats`, for example. Default: this
   * one is alone. Its error ends the server with that error.
   */
  readonly backplane?: BackplaneFactory | undefined;
  /**
   * Milliseconds that a connection may take to send what is unsent once it is closed, and the backplane what it has for the
   * others. Default 1,000, 0 to 2,073,600,000: time for a living client to take its backlog, and half of the 2 s
   * in which a stop has to be over.
   */
  readonly drainTimeout?: number | undefined;
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
   * never taken apart into its messages. Default: all but `spoke` and `fannedOut`.
   */
  readonly events?: readonly EventType[] | undefined;
}

/** How `tcpConnections` listens, and whom it lets in. All of it may be left out. @category Options */
export interface TcpOptions {
  /**
   * Port to listen on; 0 takes a free one. Default 12345, 0 to 65535: what the clients of the assignment try
   * first. Where `socket` is given, and neither this nor `host`, there is none.
   */
  readonly port?: number | undefined;
  /** One address (`127.0.0.1`, `::1` or `[::1]`) or host name to listen on. Default: all of them, IPv4 and IPv6. */
  readonly host?: string | undefined;
  /**
   * Path of a Unix-domain socket to listen on; beside a port where `port` or `host` is given too. It speaks no
   * TLS, even where the port does: the mode of its file guards it.
   */
  readonly socket?: string | undefined;
  /**
   * Who may connect to `socket`, as the mode of its file. Default 0o660, 0o0 to 0o777: its owner and its
   * group, as with most sockets under /run.
   */
  readonly socketMode?: number | undefined;
  /** Descriptors of sockets that somebody else has opened, to listen on instead of all the others: systemd's, for example. */
  readonly fds?: readonly number[] | undefined;
  /**
   * Clients that may be connected; who comes when so many are is told `Server full\n` and leaves, reason
   * `full`. Default, and never more than: the open-files limit of the process less 64, 1 to 1,048,576: past
   * that limit nobody can be accepted, or told so, and the 64 are for what the program itself has open.
   */
  readonly maxClients?: number | undefined;
  /**
   * The same for one address, told `Too many connections from your address\n`. Default 0 (no limit), 0 to
   * 1,048,576: a whole class may sit behind one address.
   */
  readonly maxClientsPerIp?: number | undefined;
  /** Addresses and networks (`192.0.2.0/24`, `2001:db8::/32`) that may connect; others leave, reason `refused`. Default: all. */
  readonly allow?: readonly string[] | undefined;
  /** Those that may not, even where `allow` has them. Default: none. */
  readonly deny?: readonly string[] | undefined;
  /**
   * Bytes that may wait for a client that does not read; past it the client is cut, reason `slow`, but never
   * for what comes at once while nothing waits. Default 8 MiB, 1 to 1 GiB: a second or two of a room that
   * talks as fast as it can, so hardly anybody who reads is ever so far behind.
   */
  readonly maxBacklog?: number | undefined;
  /**
   * Bytes of a backlog beyond which its client lags, or half of `maxBacklog` where that is less: speakers are
   * slowed, and `slowAfter` runs. Default 1 MiB, 1 to 1 GiB: more than a client that reads ever has for long.
   */
  readonly slowBacklog?: number | undefined;
  /**
   * Milliseconds that a client may lag while its backlog neither shrinks nor moves on by `slowBacklog` bytes;
   * then it is cut, reason `slow`. Default 10,000, 100 to 2,073,600,000: a laptop that wakes up, or a network
   * that comes back, takes less.
   */
  readonly slowAfter?: number | undefined;
  /**
   * Bytes that may wait for all clients together; beyond half of it speakers are slowed, past it the one with
   * the largest backlog is cut, reason `slow`. Default 256 MiB, 1 to 1,024 GiB: thirty-two clients at their own
   * limit, which a small machine still has.
   */
  readonly maxTotalBacklog?: number | undefined;
  /**
   * Milliseconds that clients which talk much are not read from, at a time, while another lags: together they
   * say 64 KiB in that time, in turns; 0 is never.
   * Default 50, 0 to 2,073,600,000: time for a reader to take a megabyte, while one who takes nothing does
   * not freeze the room.
   */
  readonly maxPause?: number | undefined;
  /**
   * Milliseconds without a byte from a client after which it is closed, reason `idle`. Default 0 (no limit),
   * 0 to 2,073,600,000: whoever only listens is a client too.
   */
  readonly idleTimeout?: number | undefined;
  /**
   * PEM file with the certificate, and those between it and its root: makes TCP ports speak TLS, but not
   * `socket`. Needs `tlsKey`.
   */
  readonly tlsCert?: string | undefined;
  /** PEM file with the key of `tlsCert`. */
  readonly tlsKey?: string | undefined;
  /** PEM file with the authorities one of which must have signed a client's own certificate. Default: none is asked for. */
  readonly tlsCa?: string | undefined;
  /**
   * Milliseconds that the TLS handshake may take; then it is given up, reason `error`. Default 5,000, 1 to
   * 2,073,600,000: several round trips around the world, and until it is over nobody knows who holds the
   * connection.
   */
  readonly tlsHandshake?: number | undefined;
  /** Each value has the TLS files read anew, as other content does: newcomers get what is in them now. */
  readonly reload$?: Observable<unknown> | undefined;
  /** Milliseconds that a connection may take to send what is unsent once it is closed, as in `ChatOptions`. */
  readonly drainTimeout?: ChatOptions['drainTimeout'];
}

/** What is served beside the chat. All of it may be left out. @category Options */
export interface FrontOptions {
  /**
   * Serves a page in which browsers join the room, and what those who run the server look at: `webFront(…)` of
   * `talk-server/web`. Default: none.
   */
  readonly web?: WebFactory | undefined;
}

/**
 * How `talkServer` behaves, where it listens, and whom it lets in: what `chat` and `tcpConnections` take, together, and what is served
 * beside it. All of
 * it may be left out.
 *
 * @category Options
 */
export interface TalkServerOptions extends ChatOptions, TcpOptions, FrontOptions {}

/** Options that say which events are wanted: the type of the stream narrows to those. @category Options */
export interface Wanting<Wanted extends EventType> {
  /** Those types, as in `ChatOptions`. */
  readonly events: readonly Wanted[];
}

/** The same options with every default filled in, and checked. */
export type ChatSettings = Settings<Omit<ChatOptions, 'use' | 'backplane' | 'events' | 'statsInterval'>> &
  Pick<ChatOptions, 'use' | 'backplane' | 'statsInterval'> & { readonly events: ReadonlySet<EventType> };
/** Options with every default filled in. */
export type Settings<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };

const KINDS: Readonly<Record<Exclude<keyof ChatOptions, LimitName>, Kind>> = {
  greeting: TEXT,
  framing: oneOf(FRAMINGS),
  stripControl: YES_OR_NO,
  use: OPERATOR,
  backplane: FACTORY,
  said$: OBSERVABLE,
  connections$: OBSERVABLE,
  stop$: OBSERVABLE,
  events: arrayOf(`an array of ${EVENT_TYPES.join(', ')}`, (entry) =>
    EVENT_TYPES.some((type) => type === entry),
  ),
};

/** Throws `OptionError` for a value that an option cannot have. */
export function chatSettings(options: ChatOptions): ChatSettings {
  checkKinds(options, KINDS);
  return {
    greeting: options.greeting ?? GREETING,
    framing: options.framing ?? 'auto',
    maxMessage: limit('maxMessage', options.maxMessage),
    maxHold: limit('maxHold', options.maxHold),
    rate: limit('rate', options.rate),
    whoBurst: limit('whoBurst', options.whoBurst),
    whoInterval: limit('whoInterval', options.whoInterval),
    whoLines: limit('whoLines', options.whoLines),
    stripControl: options.stripControl ?? false,
    statsInterval:
      options.statsInterval === undefined ? undefined : limit('statsInterval', options.statsInterval),
    history: limit('history', options.history),
    historySize: limit('historySize', options.historySize),
    drainTimeout: limit('drainTimeout', options.drainTimeout),
    use: options.use,
    backplane: options.backplane,
    said$: options.said$ ?? EMPTY,
    connections$: options.connections$ ?? EMPTY,
    stop$: options.stop$ ?? NEVER,
    events: new Set(options.events ?? USUAL_EVENTS),
  };
}
