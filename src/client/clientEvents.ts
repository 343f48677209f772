import type { ServerLost } from './serverLost.ts';

/** What came from the server, one message each, told apart by `kind`. */
export type ClientMessage = Greeting | WhoLine | HeardMessage;

/** What every message is. */
interface Heard {
  /** What it is: tells the messages apart, so that a `switch` or a `filter` narrows to one of them. */
  readonly kind: string;
  /** All of it, as it came. */
  readonly bytes: Buffer;
  /** The same as text, bytes that are not UTF-8 as U+FFFD, without white space at its end. */
  readonly text: string;
}

/** The first thing that a connection was told, by nobody in particular. */
export interface Greeting extends Heard {
  readonly kind: 'greeting';
}

/** One line of the answer to a `/who:` that this client has said. */
export interface WhoLine extends Heard {
  readonly kind: 'who';
}

/** What somebody has said. */
export interface HeardMessage extends Heard {
  readonly kind: 'said';
  /** Who, where the message begins with `<name> says:`. */
  readonly name: string | undefined;
  /** What stands behind that, as it was sent: control characters are still in it. `printable` escapes them. */
  readonly text: string;
}

/** How it stands with the connection, told apart by `kind`. */
export type ClientStatus = Connecting | Connected | Lost | Closed;

/** What every status is. */
interface Stands {
  /** How it stands: tells one status from another. */
  readonly kind: string;
}

/** A connection is tried. */
export interface Connecting extends Stands {
  readonly kind: 'connecting';
  /** Where: as the options have it. */
  readonly host: string;
  /** Its port there. */
  readonly port: number;
  /** 1 for the first try since the client was last connected, or since it was subscribed. */
  readonly attempt: number;
}

/** Not yet let in, where the server is full: then `lost` comes next. */
export interface Connected extends Stands {
  readonly kind: 'connected';
  /** The server's address, as this connection has it. */
  readonly address: string;
  /** The server's port. */
  readonly port: number;
  /** This side's port: what `/who:` lists. */
  readonly localPort: number;
  /** `TLSv1.3`, where TLS was asked for. */
  readonly tls: string | undefined;
}

/** There is no connection, and there will be a next try. */
export interface Lost extends Stands {
  readonly kind: 'lost';
  /** Why, in one line that says what to do. */
  readonly error: ServerLost;
  /** Milliseconds until then. */
  readonly wait: number;
}

/** It was asked to end, and has. The last status. */
export interface Closed extends Stands {
  readonly kind: 'closed';
}

/** What became of what was said: handed to the system, or refused, and why. */
export type SayOutcome = 'sent' | 'not connected' | 'too much unsent';
