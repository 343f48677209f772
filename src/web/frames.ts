import type { Delivery } from '../events.ts';

/** Frames of the WebSocket protocol (RFC 6455, 5.2), as a server sends them: whole messages, not masked. */

const FINAL = 0x80;
const TEXT = 0x01;
const BINARY = 0x02;
/** Lengths up to here stand in the second byte; larger ones in 2 or 8 more, and there is what says so. */
const SHORT = 125;
const IN_TWO_BYTES = 126;
const IN_EIGHT_BYTES = 127;
const MOST_IN_TWO_BYTES = 0xffff;

/** What is to be written for a delivery. */
export type Framed = Pick<Delivery, 'bytes' | 'pieces'>;

/** What was made of each delivery, for as long as somebody has that. */
const made = new WeakMap<Delivery, FramedMessages>();

/**
 * A delivery as binary frames, one for each message: made once for all who get the same, while who spoke gets what is left of
 * those without its own.
 */
export function framesOf(delivery: Delivery): Framed {
  const { whole, pieces } = delivery;
  return whole === undefined || pieces === undefined ? framed(delivery) : framed(whole).within(pieces);
}

/** A text as one frame. */
export function textFrame(text: string): Framed {
  return { bytes: Buffer.concat(frame(TEXT, Buffer.from(text))) };
}

function framed(delivery: Delivery): FramedMessages {
  const known = made.get(delivery);
  if (known !== undefined) return known;
  const frames = new FramedMessages(delivery);
  made.set(delivery, frames);
  return frames;
}

/** All frames of a delivery, joined. */
class FramedMessages implements Framed {
  readonly bytes: Buffer;
  /** The bytes that it was made of, and where in these and in those each message ends. */
  readonly #plain: Buffer;
  readonly #plainEnds: readonly number[];
  readonly #ends: readonly number[];

  constructor({ bytes, messages }: Delivery) {
    const frames: Buffer[] = [];
    const plainEnds: number[] = [];
    const ends: number[] = [];
    let plainEnd = 0;
    let end = 0;
    for (const message of messages) {
      const [header, payload] = frame(BINARY, message);
      frames.push(header, payload);
      plainEnd += payload.length;
      end += header.length + payload.length;
      plainEnds.push(plainEnd);
      ends.push(end);
    }
    this.bytes = Buffer.concat(frames, end);
    this.#plain = bytes;
    this.#plainEnds = plainEnds;
    this.#ends = ends;
  }

  /** The frames of those messages alone that lie in these parts of the bytes. */
  within(pieces: readonly Buffer[]): Framed {
    const framedPieces = pieces.map((piece) => {
      const start = piece.byteOffset - this.#plain.byteOffset;
      return this.bytes.subarray(this.#frameAt(start), this.#frameAt(start + piece.length));
    });
    return { bytes: EMPTY, pieces: framedPieces };
  }

  /** Where the frame of the message begins that begins here: no part ends within a message. */
  #frameAt(plain: number): number {
    let from = 0;
    let to = this.#plainEnds.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#plainEnds[middle] ?? 0) <= plain) from = middle + 1;
      else to = middle;
    }
    return this.#ends[from - 1] ?? 0;
  }
}

const EMPTY = Buffer.alloc(0);

function frame(opcode: number, payload: Buffer): readonly [Buffer, Buffer] {
  const { length } = payload;
  if (length <= SHORT) return [Buffer.of(FINAL | opcode, length), payload];
  if (length <= MOST_IN_TWO_BYTES) {
    const header = Buffer.of(FINAL | opcode, IN_TWO_BYTES, 0, 0);
    header.writeUInt16BE(length, 2);
    return [header, payload];
  }
  const header = Buffer.of(FINAL | opcode, IN_EIGHT_BYTES, 0, 0, 0, 0, 0, 0, 0, 0);
  header.writeUIntBE(length, 4, 6);
  return [header, payload];
}
