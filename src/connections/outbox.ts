import type { Socket } from 'node:net';
import { ByteQueue } from '../byteQueue.ts';
import type { ConnectionLost } from '../errors.ts';
import type { Backlogs, Debtor } from './backlogs.ts';
import type { Joint } from './joint.ts';

/**
 * The most that is one write: enough for the kernel to be busy with, and little to copy where pieces are joined for it. Node
 * tells of a write only when all of it is gone, so that one of many megabytes would look as if nothing of it were read.
 */
const WRITTEN_BYTES = 64 * 1024;
const NOTHING = Buffer.alloc(0);

/**
 * What one socket has yet to send. A socket that keeps up is written to at once; for one that does not, Buffers are kept
 * as they are, shared with every other outbox that has them, and joined at the next drain.
 */
export class Outbox implements Debtor {
  readonly #socket: Socket;
  readonly #joint: Joint;
  readonly #backlogs: Backlogs;
  readonly #waiting = new ByteQueue();
  #isFull = false;
  #isEnding = false;
  #delayed = 0;
  /** The backlog as `backlogs` has it. */
  #reported = 0;

  /**
   * @param joint where pieces are joined; may be shared with other outboxes.
   * @param backlogs is told of the backlog, and cuts the connection when that is too much.
   */
  constructor(socket: Socket, joint: Joint, backlogs: Backlogs) {
    this.#socket = socket;
    this.#joint = joint;
    this.#backlogs = backlogs;
    // One listener for good: a callback with each write would cost Node a tick for each.
    socket.on('drain', () => this.#drain());
  }

  /** Bytes not yet handed to the kernel. */
  get backlog(): number {
    return this.#socket.destroyed ? 0 : this.#socket.writableLength + this.#waiting.length;
  }

  get delayed(): number {
    return this.#delayed;
  }

  /** Takes bytes. What comes for a socket with nothing unsent is never too much, however large one batch is. */
  send(bytes: Buffer): void {
    if (this.#isEnding || !this.#socket.writable) return;
    if (this.#isFull) this.#wait([bytes]);
    else if (this.#begin(bytes)) this.#becomeFull();
  }

  /** The same for bytes in pieces. */
  sendPieces(pieces: readonly Buffer[]): void {
    if (this.#isEnding || !this.#socket.writable) return;
    if (this.#isFull) this.#wait(pieces);
    else if (this.#fillWith(pieces)) this.#becomeFull();
  }

  /** Ends the socket once everything is sent. */
  end(): void {
    this.#isEnding = true;
    if (this.#waiting.length === 0) this.#socket.end();
  }

  cut(lost: ConnectionLost): void {
    this.#socket.destroy(lost);
    this.discard();
  }

  /** The socket is gone, and with it all that waits. */
  discard(): void {
    this.#isEnding = true;
    this.#waiting.clear();
    this.#report();
  }

  #wait(pieces: readonly Buffer[]): void {
    for (const piece of pieces) {
      this.#waiting.push(piece);
      this.#delayed += piece.length;
    }
    this.#report();
    this.#backlogs.keepWithinBounds(this);
  }

  #becomeFull(): void {
    this.#isFull = true;
    this.#report();
  }

  #report(): void {
    const { backlog } = this;
    const change = backlog - this.#reported;
    this.#reported = backlog;
    if (change !== 0) this.#backlogs.change(this, change);
  }

  /** Whether the socket is full now. What it does not take yet waits. */
  #begin(bytes: Buffer): boolean {
    if (bytes.length <= WRITTEN_BYTES) return this.#fill(bytes);
    let written = 0;
    let isFull = false;
    while (!isFull && written < bytes.length) {
      isFull = this.#fill(bytes.subarray(written, written + WRITTEN_BYTES));
      written += WRITTEN_BYTES;
    }
    if (written < bytes.length) this.#waiting.push(bytes.subarray(written));
    return isFull;
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
    const isFull = this.#begin(joined);
    if (isFull) this.#joint.giveAway(joined);
    return isFull;
  }

  #drain(): void {
    let isFull = this.#socket.writableLength > 0;
    while (!isFull && this.#waiting.length > 0) isFull = this.#fill(this.#waiting.take(WRITTEN_BYTES));
    this.#isFull = isFull;
    this.#report();
    if (this.#isEnding && this.#waiting.length === 0) this.#socket.end();
  }
}
