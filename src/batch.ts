import type { Connection, Delivery } from './events.ts';

/**
 * All that is said in one turn, made ready to be sent with one write to each: everybody silent gets the same Buffer, a
 * speaker gets the batch without its own part. First `add` all, then ask `for` each.
 */
export class Batch implements Delivery {
  readonly #messages: Buffer[] = [];
  readonly #speakers: (Connection | undefined)[] = [];
  /** Where each speaker's own parts lie in the joined bytes: start, end, start, end, … */
  readonly #ownParts = new Map<Connection, number[]>();
  #length = 0;
  #bytes: Buffer | undefined;

  /** Adds a message for everybody but its speaker, where it has one. */
  add(message: Buffer, speaker?: Connection): void {
    const start = this.#length;
    this.#length += message.length;
    this.#messages.push(message);
    this.#speakers.push(speaker);
    if (speaker !== undefined) this.#addPart(speaker, start, this.#length);
  }

  /** Bytes of all messages. */
  get length(): number {
    return this.#length;
  }

  get bytes(): Buffer {
    return (this.#bytes ??= join(this.#messages, this.#length));
  }

  get messages(): readonly Buffer[] {
    return this.#messages;
  }

  /** What `connection` gets; undefined where that is nothing. */
  for(connection: Connection): Delivery | undefined {
    const own = this.#ownParts.get(connection);
    if (own === undefined) return this;
    const bytes = withoutParts(this.bytes, own);
    return bytes.length === 0 ? undefined : new WithoutOwn(bytes, this, connection);
  }

  /** The messages that `connection` did not say itself. */
  messagesFor(connection: Connection): readonly Buffer[] {
    return this.#messages.filter((_, index) => this.#speakers[index] !== connection);
  }

  #addPart(speaker: Connection, start: number, end: number): void {
    const own = this.#ownParts.get(speaker);
    if (own === undefined) this.#ownParts.set(speaker, [start, end]);
    else if (own[own.length - 1] === start) own[own.length - 1] = end;
    else own.push(start, end);
  }
}

/** What a speaker gets. Its messages are looked for only where its transport keeps messages apart. */
class WithoutOwn implements Delivery {
  readonly bytes: Buffer;
  readonly #batch: Batch;
  readonly #speaker: Connection;

  constructor(bytes: Buffer, batch: Batch, speaker: Connection) {
    this.bytes = bytes;
    this.#batch = batch;
    this.#speaker = speaker;
  }

  get messages(): readonly Buffer[] {
    return this.#batch.messagesFor(this.#speaker);
  }
}

/** Bytes that lie next to each other in memory, from the start of `first` on. */
interface Run {
  readonly first: Buffer;
  length: number;
}

/** Joins messages. Neighbours in memory, as the lines of one chunk are, are taken as one piece, and not copied if alone. */
function join(messages: readonly Buffer[], length: number): Buffer {
  const runs: Run[] = [];
  let run: Run | undefined;
  for (const message of messages) {
    if (run !== undefined && continues(run, message)) {
      run.length += message.length;
    } else {
      run = { first: message, length: message.length };
      runs.push(run);
    }
  }
  return concatenate(runs.map(spanOf), length);
}

function continues({ first, length }: Run, message: Buffer): boolean {
  return message.buffer === first.buffer && message.byteOffset === first.byteOffset + length;
}

function spanOf({ first, length }: Run): Buffer {
  return length === first.length ? first : Buffer.from(first.buffer, first.byteOffset, length);
}

function withoutParts(bytes: Buffer, parts: readonly number[]): Buffer {
  const rest: Buffer[] = [];
  let at = 0;
  let left = bytes.length;
  for (let part = 0; part < parts.length; part += 2) {
    const start = parts[part] ?? at;
    const end = parts[part + 1] ?? start;
    if (start > at) rest.push(bytes.subarray(at, start));
    left -= end - start;
    at = end;
  }
  if (at < bytes.length) rest.push(bytes.subarray(at));
  return concatenate(rest, left);
}

function concatenate(pieces: readonly Buffer[], length: number): Buffer {
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces, length);
}
