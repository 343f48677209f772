import type { Observable } from 'rxjs';
import type { ConnectionLost } from './errors.ts';

/** Who somebody is, as `/who:`, events and logs tell it. @category Events */
export interface Client {
  /** Tells this connection from every other one of the process; never used again. */
  readonly id: number;
  /** As last learned from what the client said, else `<unknown>`. Any text of 1 to 64 characters, controls excepted. */
  readonly name: string;
  /** The peer's address in the words of its transport: an IP address for TCP, IPv4 as such. */
  readonly address: string;
  /** The peer's port, 0 to 65535: 0 where its transport has none, as a Unix-domain socket. */
  readonly port: number;
}

/**
 * What one connection is sent at once: at least one whole message. Shared between receivers, so read only.
 *
 * @category Transports
 */
export interface Delivery {
  /** All of it, joined: what a byte stream such as TCP sends. */
  readonly bytes: Buffer;
  /**
   * The same in several pieces, where `bytes` would have to be joined of these first, for this one receiver: for a
   * transport that joins, or writes, them in a cheaper way.
   */
  readonly pieces?: readonly Buffer[] | undefined;
  /**
   * Where `pieces` are cut out of the `bytes` of another delivery, which everybody else gets whole: that one. For a
   * transport that makes something of it once for all.
   */
  readonly whole?: Delivery | undefined;
  /** The same, message by message: for a transport that keeps them apart. */
  readonly messages: readonly Buffer[];
}

/**
 * One client, whatever carries its bytes. The transport owns it; `chat` subscribes to `received$` once and
 * calls `close` once, when that subscription ends.
 *
 * @category Transports
 */
export interface Connection {
  /** From `nextConnectionId()`, or any number that no other connection of the process has. */
  readonly id: number;
  /** Where the client is, in the words of the transport: what `/who:`, events and logs tell. */
  readonly address: string;
  /** Its port there, 0 to 65535; 0 where the transport has none. */
  readonly port: number;
  /** What the client is called before it says a name itself. Default `<unknown>`. */
  readonly name?: string | undefined;
  /**
   * What the client sends, cut wherever the transport cuts it. Completes when the client has ended its side,
   * or after `close`. Errors when the connection is lost, best with a `ConnectionLost`, which carries the reason.
   */
  readonly received$: Observable<Buffer>;
  /** Takes what is for the client and returns at once. Never throws, never waits; does nothing once closed. */
  send(delivery: Delivery): void;
  /**
   * Reads nothing from the client for so many milliseconds from now; a longer pause that is under way stays. What comes
   * meanwhile stays with the transport. Left out by a transport that cannot; then `rate` keeps what is beyond it in memory.
   */
  readonly pauseFor?: ((milliseconds: number) => void) | undefined;
  /** Whether nothing is read from the client now, so that the rest of a line that it has begun cannot come. */
  readonly isPaused?: boolean | undefined;
  /** Bytes that wait for the client. Left out by a transport that cannot tell. */
  readonly backlog?: number | undefined;
  /**
   * Has `close` wait until what it returns was called, so that what is not ready yet can still be sent; left out by a
   * transport that cannot, or need not.
   */
  readonly keepOpen?: (() => () => void) | undefined;
  /** Ends every pause: what was kept meanwhile comes from `received$` before this returns. Called when the chat stops. */
  readonly endPause?: (() => void) | undefined;
  /**
   * Why the transport let nobody in here, where that is so: the client was told, and is in no roster. All that is heard of
   * it is a `left` with this reason.
   */
  readonly turnedAway?: ConnectionLost | undefined;
  /** Sends what is still unsent, then ends the connection. Never throws. May be called again, to no effect. */
  close(): void;
}

/**
 * Why a client left: it ended its side (`closed`), the connection broke (`reset`), it did not take what was for it
 * (`slow`), said nothing for too long (`idle`), the server stopped (`stopped`), or anything else (`error`). Or why it was
 * never let in: its address may not come (`refused`), there are enough clients (`full`), or it spoke no TLS (`error`).
 *
 * @category Events
 */
export type LeaveReason = 'closed' | 'reset' | 'slow' | 'idle' | 'refused' | 'full' | 'stopped' | 'error';
export const LEAVE_REASONS: readonly LeaveReason[] = [
  'closed',
  'reset',
  'slow',
  'idle',
  'refused',
  'full',
  'stopped',
  'error',
];

/** What every event is. */
interface Told {
  /** What happened: tells the events apart, so that a `switch` or a `filter` narrows to one of them. */
  readonly type: string;
}

/**
 * What is served at a place: the chat itself, the page with which browsers join it, or what those who run the server look
 * at, where that has a port of its own.
 *
 * @category Events
 */
export type Service = 'chat' | 'page' | 'metrics';

/**
 * The server listens at `address` and `port`, the real ones where 0 or a host name was asked for; or on the Unix-domain
 * socket `address`, and `port` is 0.
 *
 * @category Events
 */
export interface Listening extends Told {
  readonly type: 'listening';
  /** What is served there. */
  readonly service: Service;
  /** An IP address, `::` for all of IPv4 and IPv6, or the path of a Unix-domain socket. */
  readonly address: string;
  /** 1 to 65535; 0 for a Unix-domain socket. */
  readonly port: number;
}

/** What every event about a client tells besides. */
interface Happened extends Client, Told {
  /** How many clients are connected: right after it, or, of what is said, when it is handed on. */
  readonly clients: number;
}

/** A client was greeted and is in the roster. @category Events */
export interface Joined extends Happened {
  readonly type: 'joined';
}

/** A client's name was learned, or is another than before. @category Events */
export interface Named extends Happened {
  readonly type: 'named';
  /** The name before, `<unknown>` where it is the first. */
  readonly previous: string;
}

/** A client said something, and it was handed to `receivers` others: all but itself. @category Events */
export interface SaidEvent extends Happened {
  readonly type: 'said';
  /** The whole message, as passed on. */
  readonly bytes: Buffer;
  /**
   * What stands after `<name> says:`, without white space around it, bytes that are not UTF-8 as U+FFFD. Decoded when it
   * is read, so a copy by `{ ...event }` or `structuredClone` is without it; `JSON.stringify` has it.
   */
  readonly text: string;
  /** How many clients of this server it was handed to: all but the speaker. */
  readonly receivers: number;
  /** The id of the node at which it was said, this one's own as well; undefined without a backplane. */
  readonly origin?: string | undefined;
}

/**
 * What a client said in one go, one message or several lines back to back, was handed to `receivers` others: what several
 * `said` tell one by one, for whoever needs no single messages. There is one for each read, as a rule, however many messages
 * are in it: `/who:` and a new name part it, and so does `use`. Only where `events` asks for it.
 *
 * @category Events
 */
export interface Spoke extends Happened {
  readonly type: 'spoke';
  /** All of it, as passed on. */
  readonly bytes: Buffer;
  /** How many messages it is. */
  readonly messages: number;
  /** How many clients of this server they were handed to: all but the speaker. */
  readonly receivers: number;
  /** As in `said`. */
  readonly origin?: string | undefined;
}

/**
 * One batch, all that was said and announced in one go, was handed to everybody: what the fan-out did, for whoever measures it.
 * Comes before the events that tell what is in it. Only where `events` asks for it; where it does not, no clock is read.
 *
 * @category Events
 */
export interface FannedOut extends Told {
  readonly type: 'fannedOut';
  /** What the batch is: how many messages. */
  readonly messages: number;
  /** Bytes of them. */
  readonly bytes: number;
  /** Messages, once for each receiver that they were handed to. */
  readonly deliveredMessages: number;
  /** Bytes, once for each receiver. */
  readonly deliveredBytes: number;
  /** How many clients were sent it, or a part of it, with one `send` each: all but who alone spoke. */
  readonly receivers: number;
  /** How many clients were connected. */
  readonly clients: number;
  /** What it took to hand it to all of them, in which nothing else was done. */
  readonly milliseconds: number;
}

/** A client asked `/who:`, and was answered. @category Events */
export interface AskedWho extends Happened {
  readonly type: 'askedWho';
  /** How many requests were answered with this one answer: more than 1 where it asked faster than it may. */
  readonly requests: number;
  /** The whole request, the last of them, which was passed on to nobody. */
  readonly bytes: Buffer;
}

/**
 * A client is out of the roster, or was never let in. All that it said before was handed on before.
 *
 * @category Events
 */
export interface Left extends Happened {
  readonly type: 'left';
  /** Why. `full`, `refused` and some `error` are for who was never let in, and so never `joined`. */
  readonly reason: LeaveReason;
  /** What broke the connection, where something did. */
  readonly error?: unknown;
}

/** What the embedding program said through `said$` was handed to `receivers` clients: all of them. @category Events */
export interface Announced extends Told {
  readonly type: 'announced';
  /** All of it, as passed on. */
  readonly bytes: Buffer;
  /** The same as text, without white space around it, bytes that are not UTF-8 as U+FFFD. */
  readonly text: string;
  /** How many clients of this server it was handed to. */
  readonly receivers: number;
  /** How many clients are connected when it is handed on. */
  readonly clients: number;
  /** As in `said`. */
  readonly origin?: string | undefined;
}

/**
 * The TLS files were read anew. Newcomers get what is in them, or, where `error` tells why not, what they got before.
 *
 * @category Events
 */
export interface Reloaded extends Told {
  readonly type: 'reloaded';
  /** Why the files cannot be used; left out where they are. */
  readonly error?: Error;
}

/**
 * What becomes of the link to the other nodes, told apart by `link`. Only where there is a backplane.
 *
 * @category Link events
 */
export type LinkEvent = LinkUp | LinkDown | Dropped | Gap | Epoch | NodeJoined | NodeLeft | Ignored;

interface Linked extends Told {
  readonly type: 'link';
  /** What became of it: tells the `link` events apart. */
  readonly link: string;
}

/** The node is one of the room: what is said elsewhere comes, and what is said here goes. @category Link events */
export interface LinkUp extends Linked {
  readonly link: 'up';
  /** The id of this node. */
  readonly node: string;
  /** Where it is joined, as `host:port`. */
  readonly broker: string;
  /** Whether what is said is kept there for those whose link is down; without it, they will never hear it. */
  readonly journal: boolean;
  /** Why it is not, where that broker could; or that it has fewer copies than this node was told to make. */
  readonly error?: Error | undefined;
}

/**
 * The node is alone: its own clients hear each other, and what they say is kept for the others until the link is up.
 *
 * @category Link events
 */
export interface LinkDown extends Linked {
  readonly link: 'down';
  /** The id of this node. */
  readonly node: string;
  /** Why: what the broker said, or that none could be reached. */
  readonly error: Error;
}

/**
 * So much of what was said here could be kept no longer, the oldest first: the others will never hear it.
 *
 * @category Link events
 */
export interface Dropped extends Linked {
  readonly link: 'dropped';
  /** How many messages. */
  readonly messages: number;
  /** How many bytes they were together. */
  readonly bytes: number;
}

/** So many messages of another node will never be heard here. @category Link events */
export interface Gap extends Linked {
  readonly link: 'gap';
  /** The id of the node at which they were said. */
  readonly node: string;
  /** How many messages. */
  readonly messages: number;
}

/** The journal is another one than before: what only the old one had is lost. @category Link events */
export interface Epoch extends Linked {
  readonly link: 'epoch';
}

/** Another node is there. @category Link events */
export interface NodeJoined extends Linked {
  readonly link: 'nodeJoined';
  /** Its id. */
  readonly node: string;
  /** How many there are now, this one included. */
  readonly nodes: number;
}

/** It left, or was not heard of for too long. @category Link events */
export interface NodeLeft extends Linked {
  readonly link: 'nodeLeft';
  /** Its id. */
  readonly node: string;
  /** How many are there now, this one included. */
  readonly nodes: number;
}

/** Something came that no node sends, and was ignored. @category Link events */
export interface Ignored extends Linked {
  readonly link: 'ignored';
  /** Where it came. */
  readonly subject: string;
  /** What is wrong with it. */
  readonly error: Error;
}

/** What has happened since the chat began, counted. One of these comes last, if any does. @category Events */
export interface Stats extends Told {
  readonly type: 'stats';
  /** Whether it is the one at the end, after which the stream completes. */
  readonly isLast: boolean;
  /** Clients connected now. */
  readonly clients: number;
  /** Clients that ever joined. */
  readonly joined: number;
  /** Clients that left, or were not let in, for each reason. */
  readonly left: Readonly<Record<LeaveReason, number>>;
  /** Messages that were said and announced. */
  readonly messages: number;
  /** Their bytes. */
  readonly bytes: number;
  /** The same messages, each once for each receiver that it was handed to. */
  readonly deliveredMessages: number;
  /** Their bytes. */
  readonly deliveredBytes: number;
  /** `/who:` requests that were answered. */
  readonly requests: number;
  /** Answers to them: fewer, where clients asked faster than they may. */
  readonly answers: number;
}

/** All that happens, in the order in which it happens. Told apart by `type`. @category Events */
export type TalkEvent =
  | Listening
  | Joined
  | Named
  | SaidEvent
  | Spoke
  | FannedOut
  | AskedWho
  | Left
  | Announced
  | Reloaded
  | LinkEvent
  | Stats;

/** The types of events: what the option `events` takes, and `type` is. @category Events */
export type EventType = TalkEvent['type'];

/** The events of some types alone. @category Events */
export type EventOf<Type extends EventType> = Extract<TalkEvent, { readonly type: Type }>;

export const EVENT_TYPES = [
  'listening',
  'joined',
  'named',
  'said',
  'spoke',
  'fannedOut',
  'askedWho',
  'left',
  'announced',
  'reloaded',
  'link',
  'stats',
] as const satisfies readonly EventType[];

/** Those of them that are told where nobody says which are wanted: each thing that happens once. */
export const USUAL_EVENTS: readonly EventType[] = EVENT_TYPES.filter(
  (type) => type !== 'spoke' && type !== 'fannedOut',
);
