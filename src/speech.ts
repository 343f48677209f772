import type { Client, Connection } from './events.ts';
import { linesOf } from './lines.ts';

/**
 * What one client says in one go, under one name: one message, or several lines back to back. It goes through the
 * pipeline as it was read, whatever the number of its messages, which are cut apart only for whoever asks for them.
 *
 * @category Backplanes
 */
export class Speech {
  /** Tells it from what merely happened, and from what the program says. */
  readonly type = 'said';
  /** The connection that does not get it back; none, where it was said on another node. */
  readonly speaker: Connection | undefined;
  /** Who the speaker was then. */
  readonly client: Client;
  /** All of it, as passed on. */
  readonly bytes: Buffer;
  /** How many messages it is. */
  readonly count: number;
  /** Where the text of its one message begins, if that is not to be read from the bytes: somebody replaced them. */
  readonly textStart: number | undefined;
  /** The node at which it was said, where that is another one. */
  readonly origin: string | undefined;

  constructor(
    speaker: Connection | undefined,
    client: Client,
    bytes: Buffer,
    count: number,
    textStart?: number,
    origin?: string,
  ) {
    this.speaker = speaker;
    this.client = client;
    this.bytes = bytes;
    this.count = count;
    this.textStart = textStart;
    this.origin = origin;
  }

  /** Cut anew each time. */
  get messages(): readonly Buffer[] {
    return this.count === 1 ? [this.bytes] : linesOf(this.bytes);
  }
}
