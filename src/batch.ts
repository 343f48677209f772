import type { Connection, Delivery } from './events.ts';

/** One message for everybody but `speaker`. */
export interface Utterance {
  readonly speaker: Connection | undefined;
  readonly bytes: Buffer;
}

/**
 * All that is said in one turn, ready to be sent with one write to each. Everybody silent gets the same Buffer; a
 * speaker gets the batch without its own part.
 */
export class Batch {
  readonly #utterances: readonly Utterance[];
  readonly #everything: Delivery;
  /** Where each speaker's own parts lie in the joined bytes: start, end, start, end, … */
  readonly #ownParts = new Map<Connection, number[]>();

  constructor(utterances: readonly Utterance[]) {
    this.#utterances = utterances;
    let at = 0;
    for (const { speaker, bytes } of utterances) {
      const end = at + bytes.length;
      if (speaker !== undefined) addPart(this.#ownParts, speaker, at, end);
      at = end;
    }
    const messages = utterances.map(({ bytes }) => bytes);
    this.#everything = { bytes: join(messages, at), messages };
  }

  /** What `connection` gets; undefined where that is nothing. */
  for(connection: Connection): Delivery | undefined {
    const everything = this.#everything;
    if (everything.bytes.length === 0) return undefined;
    const own = this.#ownParts.get(connection);
    if (own === undefined) return everything;
    const bytes = withoutParts(everything.bytes, own);
    return bytes.length === 0 ? undefined : new WithoutOwn(bytes, this.#utterances, connection);
  }
}

/** What a speaker gets. Its messages are looked for only when its transport keeps messages apart. */
class WithoutOwn implements Delivery {
  readonly bytes: Buffer;
  readonly #utterances: readonly Utterance[];
  readonly #speaker: Connection;

  constructor(bytes: Buffer, utterances: readonly Utterance[], speaker: Connection) {
    this.bytes = bytes;
    this.#utterances = utterances;
    this.#speaker = speaker;
  }

  get messages(): readonly Buffer[] {
    return this.#utterances.filter(({ speaker }) => speaker !== this.#speaker).map(({ bytes }) => bytes);
  }
}

function addPart(parts: Map<Connection, number[]>, speaker: Connection, start: number, end: number): void {
  const own = parts.get(speaker);
  if (own === undefined) parts.set(speaker, [start, end]);
  else if (own.at(-1) === start) own[own.length - 1] = end;
  else own.push(start, end);
}

/** Joins messages. Those that are neighbours in memory, as the lines of one chunk are, are taken as one piece. */
function join(messages: readonly Buffer[], length: number): Buffer {
  const pieces: Buffer[] = [];
  let piece: Buffer | undefined;
  for (const message of messages) {
    if (piece !== undefined && follows(message, piece)) {
      piece = Buffer.from(piece.buffer, piece.byteOffset, piece.length + message.length);
      pieces[pieces.length - 1] = piece;
    } else {
      piece = message;
      pieces.push(piece);
    }
  }
  return pieces.length === 1 && piece !== undefined ? piece : Buffer.concat(pieces, length);
}

function follows(message: Buffer, piece: Buffer): boolean {
  return message.buffer === piece.buffer && message.byteOffset === piece.byteOffset + piece.length;
}

function withoutParts(bytes: Buffer, parts: readonly number[]): Buffer {
  const rest: Buffer[] = [];
  let at = 0;
  for (let part = 0; part < parts.length; part += 2) {
    const start = parts[part] ?? at;
    if (start > at) rest.push(bytes.subarray(at, start));
    at = parts[part + 1] ?? start;
  }
  if (at < bytes.length) rest.push(bytes.subarray(at));
  const [only] = rest;
  return rest.length === 1 && only !== undefined ? only : Buffer.concat(rest);
}
