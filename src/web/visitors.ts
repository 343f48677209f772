import type { Socket } from 'node:net';
import { afterRunning } from '../connections/runningTime.ts';

/**
 * Connections of those who are no clients, or not yet: so many at the most, each of which is to say what it wants. One more,
 * and the one that has been silent for the longest makes room; where none is, the one that is being answered for the longest.
 */
export class Visitors {
  readonly #most: number;
  readonly #requestTime: number;
  /** Those whose request is awaited, the longest first, and what ends their time. */
  readonly #silent = new Map<Socket, () => void>();
  /** Those who are being answered, the longest first, and how many requests each has. */
  readonly #asking = new Map<Socket, number>();

  /** @param requestTime milliseconds that a request may take to come, from the connection or the answer before it. */
  constructor(most: number, requestTime: number) {
    this.#most = most;
    this.#requestTime = requestTime;
  }

  enter(socket: Socket): void {
    while (this.#silent.size + this.#asking.size >= this.#most) this.#makeRoom();
    socket.once('close', () => this.leave(socket));
    this.#await(socket);
  }

  /** A request of it is there. */
  asks(socket: Socket): void {
    if (socket.destroyed) return;
    this.#endWait(socket);
    this.#asking.set(socket, (this.#asking.get(socket) ?? 0) + 1);
  }

  /** Whether a request of it is not answered yet. */
  isAsking(socket: Socket): boolean {
    return this.#asking.has(socket);
  }

  /** One of its requests is answered. */
  isAnswered(socket: Socket): void {
    const requests = this.#asking.get(socket) ?? 0;
    if (requests > 1) {
      this.#asking.set(socket, requests - 1);
    } else if (this.#asking.delete(socket) && !socket.destroyed) {
      this.#await(socket);
    }
  }

  /** It is a client now, or on its way out. */
  leave(socket: Socket): void {
    this.#endWait(socket);
    this.#asking.delete(socket);
  }

  /** Closes all of them at once. */
  sendAway(): void {
    for (const socket of [...this.#silent.keys(), ...this.#asking.keys()]) this.#close(socket);
  }

  #await(socket: Socket): void {
    this.#silent.set(
      socket,
      afterRunning(this.#requestTime, () => this.#close(socket)),
    );
  }

  #endWait(socket: Socket): void {
    this.#silent.get(socket)?.();
    this.#silent.delete(socket);
  }

  #makeRoom(): void {
    const [longest] = this.#silent.size > 0 ? this.#silent.keys() : this.#asking.keys();
    if (longest !== undefined) this.#close(longest);
  }

  #close(socket: Socket): void {
    this.leave(socket);
    socket.destroy();
  }
}
