import type { Connection, Delivery } from './events.ts';

/** What goes into a batch: bytes that are one or more messages, and whoever said them, if anybody did. */
export interface Part {
  readonly bytes: Buffer;
  readonly messages: readonly Buffer[];
  readonly speaker?: Connection | undefined;
}

/**
 * All that is said in one go, made ready to be sent with one write to each: everybody silent gets the same Buffer, a
 * speaker gets the batch without its own part. First `add` all, then ask `for` each.
 */
export class Batch implements Delivery {
  readonly #parts: Part[] = [];
  /** Where each speaker's own parts lie in the joined bytes: start, end, start, end, … */
  readonly #ownParts = new Map<Connection, number[]>();
  #length = 0;
  #bytes: Buffer | undefined;
  #messages: readonly Buffer[] | undefined;

  /** Adds a part for everybody but its speaker, where it has one. */
  add(part: Part): void {
    const start = this.#length;
    this.#length += part.bytes.length;
    this.#parts.push(part);
    if (part.speaker !== undefined) this.#addOwn(part.speaker, start, this.#length);
  }

  /** Bytes of all messages. */
  get length(): number {
    return this.#length;
  }

  get bytes(): Buffer {
    return (this.#bytes ??= concatenate(
      this.#parts.map(({ bytes }) => bytes),
      this.#length,
    ));
  }

  get messages(): readonly Buffer[] {
    return (this.#messages ??= this.#parts.flatMap(({ messages }) => messages));
  }

  /** What `connection` gets; undefined where that is nothing. */
  for(connection: Connection): Delivery | undefined {
    const own = this.#ownParts.get(connection);
    return own === undefined ? this : this.#forSpeaker(connection, own);
  }

  #forSpeaker(speaker: Connection, own: readonly number[]): Delivery | undefined {
    const pieces = withoutOwn(this.bytes, own);
    return pieces.length === 0 ? undefined : new WithoutOwn(pieces, this, speaker);
  }

  /** The messages that `connection` did not say itself. */
  messagesFor(connection: Connection): readonly Buffer[] {
    return this.#parts.filter(({ speaker }) => speaker !== connection).flatMap(({ messages }) => messages);
  }

  #addOwn(speaker: Connection, start: number, end: number): void {
    const own = this.#ownParts.get(speaker);
    if (own === undefined) this.#ownParts.set(speaker, [start, end]);
    else if (own[own.length - 1] === start) own[own.length - 1] = end;
    else own.push(start, end);
  }
}

/** What a speaker gets: joined, or taken apart into messages, only where its transport wants it so. */
class WithoutOwn implements Delivery {
  readonly pieces: readonly Buffer[];
  readonly whole: Batch;
  readonly #speaker: Connection;

  constructor(pieces: readonly Buffer[], batch: Batch, speaker: Connection) {
    this.pieces = pieces;
    this.whole = batch;
    this.#speaker = speaker;
  }

  get bytes(): Buffer {
    return concatenate(this.pieces);
  }

  get messages(): readonly Buffer[] {
    return this.whole.messagesFor(this.#speaker);
  }
}

function withoutOwn(bytes: Buffer, own: readonly number[]): readonly Buffer[] {
  const rest: Buffer[] = [];
  let at = 0;
  for (let part = 0; part < own.length; part += 2) {
    const start = own[part] ?? at;
    const end = own[part + 1] ?? start;
    if (start > at) rest.push(bytes.subarray(at, start));
    at = end;
  }
  if (at < bytes.length) rest.push(bytes.subarray(at));
  return rest;
}

function concatenate(pieces: readonly Buffer[], length?: number): Buffer {
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces, length);
}
