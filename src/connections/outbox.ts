import type { Socket } from 'node:net';
import { ByteQueue } from '../byteQueue.ts';
import { type Joint, totalLength } from './joint.ts';

/** The most that is joined for one write: enough for the kernel to be busy with, little to copy. */
const JOINED_BYTES = 256 * 1024;
const NOTHING = Buffer.alloc(0);

/**
 * What one socket has yet to send. A socket that keeps up is written to at once; for one that does not, Buffers are kept
 * as they are, shared with every other outbox that has them, and joined at the next drain.
 */
export class Outbox {
  readonly #socket: Socket;
  readonly #joint: Joint;
  readonly #maxBacklog: number;
  readonly #overflow: () => void;
  readonly #waiting = new ByteQueue();
  #isFull = false;
  #isEnding = false;

  /**
   * @param joint where pieces are joined; may be shared with other outboxes.
   * @param overflow is called when the backlog would pass `maxBacklog` bytes.
   */
  constructor(socket: Socket, joint: Joint, maxBacklog: number, overflow: () => void) {
    this.#socket = socket;
    this.#joint = joint;
    this.#maxBacklog = maxBacklog;
    this.#overflow = overflow;
    // One listener for good: a callback with each write would cost Node a tick for each.
    socket.on('drain', () => this.#drain());
  }

  /** Bytes not yet handed to the kernel. */
  get backlog(): number {
    return this.#socket.writableLength + this.#waiting.length;
  }

  /** Takes bytes. What comes for a socket with nothing unsent is never too much, however large one batch is. */
  send(bytes: Buffer): void {
    if (this.#isEnding || !this.#socket.writable) return;
    if (!this.#isFull) this.#isFull = this.#fill(bytes);
    else if (this.#hasRoomFor(bytes.length)) this.#waiting.push(bytes);
    else this.#overflow();
  }

  /** The same for bytes in pieces. */
  sendPieces(pieces: readonly Buffer[]): void {
    if (this.#isEnding || !this.#socket.writable) return;
    if (!this.#isFull) this.#isFull = this.#fillWith(pieces);
    else if (this.#hasRoomFor(totalLength(pieces))) for (const piece of pieces) this.#waiting.push(piece);
    else this.#overflow();
  }

  /** Ends the socket once everything is sent. */
  end(): void {
    this.#isEnding = true;
    if (this.#waiting.length === 0) this.#socket.end();
  }

  #hasRoomFor(bytes: number): boolean {
    return this.backlog + bytes <= this.#maxBacklog;
  }

  /**
   * Whether the socket is full now: the kernel has not taken all. `write` says something else, whether Node would take
   * more into a queue of its own, where small pieces of large blocks keep those alive; and when that queue is short it
   * sends no 'drain', so an empty write behind it tells when it is gone.
   */
  #fill(bytes: Buffer): boolean {
    const willDrain = !this.#socket.write(bytes);
    const isFull = this.#socket.writableLength > 0;
    if (isFull && !willDrain) this.#socket.write(NOTHING, () => this.#drain());
    return isFull;
  }

  #fillWith(pieces: readonly Buffer[]): boolean {
    const joined = this.#joint.join(pieces);
    const isFull = this.#fill(joined);
    if (isFull) this.#joint.giveAway(joined);
    return isFull;
  }

  #drain(): void {
    let isFull = this.#socket.writableLength > 0;
    while (!isFull && this.#waiting.length > 0) isFull = this.#fill(this.#waiting.take(JOINED_BYTES));
    this.#isFull = isFull;
    if (this.#isEnding && this.#waiting.length === 0) this.#socket.end();
  }
}
