import type { Socket } from 'node:net';
import { ByteQueue } from '../byteQueue.ts';

/** The most that is joined for one write: enough for the kernel to be busy with, little to copy. */
const JOINED_BYTES = 256 * 1024;

/**
 * What one socket has yet to send. A socket that keeps up is written to at once; for one that does not, Buffers are kept
 * as they are, shared with every other outbox that has them, and joined at the next drain.
 */
export class Outbox {
  readonly #socket: Socket;
  readonly #maxBacklog: number;
  readonly #overflow: () => void;
  readonly #waiting = new ByteQueue();
  #ending = false;

  /** @param overflow is called when the backlog would pass `maxBacklog` bytes. */
  constructor(socket: Socket, maxBacklog: number, overflow: () => void) {
    this.#socket = socket;
    this.#maxBacklog = maxBacklog;
    this.#overflow = overflow;
  }

  /** Bytes not yet handed to the kernel. */
  get backlog(): number {
    return this.#socket.writableLength + this.#waiting.length;
  }

  /** Takes bytes. What comes for a socket with nothing unsent is never too much, however large one batch is. */
  send(bytes: Buffer): void {
    if (this.#ending || !this.#socket.writable) return;
    const { backlog } = this;
    if (backlog === 0) {
      this.#socket.write(bytes, this.#drain);
    } else if (backlog + bytes.length > this.#maxBacklog) {
      this.#overflow();
    } else {
      this.#waiting.push(bytes);
    }
  }

  /** Ends the socket once everything is sent. */
  end(): void {
    this.#ending = true;
    if (this.#waiting.length === 0) this.#socket.end();
  }

  readonly #drain = (): void => {
    const socket = this.#socket;
    if (this.#waiting.length > 0) {
      if (socket.writable && socket.writableLength === 0) {
        socket.write(this.#waiting.take(JOINED_BYTES), this.#drain);
      }
    } else if (this.#ending) {
      socket.end();
    }
  };
}
