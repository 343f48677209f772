import type { Socket } from 'node:net';
import { Observable, type Subscriber } from 'rxjs';
import { ConnectionLost } from '../errors.ts';
import type { Backlogs } from './backlogs.ts';
import type { Brake, Speaker } from './brake.ts';
import { forgiveWrites } from './forgiveWrites.ts';
import { IdleClock } from './idleClock.ts';

/** What a reader shares with those of all other sockets of its server. */
export interface Traffic {
  readonly backlogs: Backlogs;
  readonly brake: Brake;
  /** Milliseconds without a byte after which a client is idle; 0 for never. */
  readonly idleTimeout: number;
}

/** The reading side of one socket: what its client says, at the pace at which it may. */
export class Reader implements Speaker {
  /** Completes when the client has ended its side, errors with `ConnectionLost` when the connection is lost. */
  readonly received$: Observable<Buffer>;
  readonly #socket: Socket;
  readonly #traffic: Traffic;
  readonly #failedWrite: () => Error | undefined;
  #holds = 0;
  #pausedUntil = 0;
  #pause: NodeJS.Timeout | undefined;
  #idle: IdleClock | undefined;

  constructor(socket: Socket, traffic: Traffic) {
    this.#socket = socket;
    this.#traffic = traffic;
    this.#failedWrite = forgiveWrites(socket);
    this.received$ = new Observable((subscriber) => this.#read(subscriber));
  }

  hold(): void {
    this.#holds += 1;
    this.#socket.pause();
  }

  release(): void {
    this.#holds -= 1;
    if (this.#holds > 0) return;
    this.#idle?.refresh(); // its silence begins now
    this.#socket.resume();
  }

  /** Holds for so many milliseconds from now, at the least. */
  pauseFor(milliseconds: number): void {
    const until = performance.now() + milliseconds;
    if (until <= this.#pausedUntil) return;
    this.#pausedUntil = until;
    if (this.#pause === undefined) this.hold();
    else clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#endPause(), milliseconds);
  }

  /** Reads to the end, whatever holds it: what still comes must not keep the end from being seen. */
  drop(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#socket.resume();
  }

  #endPause(): void {
    this.#pause = undefined;
    this.release();
  }

  #read(subscriber: Subscriber<Buffer>): () => void {
    const socket = this.#socket;
    const idle = this.#traffic.idleTimeout === 0 ? undefined : this.#watch(subscriber);
    this.#idle = idle;
    const next = (chunk: Buffer): void => {
      idle?.refresh();
      subscriber.next(chunk);
      if (this.#traffic.backlogs.areHigh) this.#traffic.brake.slow(this, chunk.length);
    };
    const error = (cause: Error): void => subscriber.error(connectionLost(cause));
    const complete = (): void => {
      const failure = this.#failedWrite();
      if (failure === undefined) subscriber.complete();
      else error(failure);
    };
    // Subscribed to late, it may already be over.
    if (socket.errored !== null) error(socket.errored);
    else if (socket.destroyed || socket.readableEnded) complete();
    socket.on('data', next).on('end', complete).on('close', complete).on('error', error);
    if (this.#holds === 0) socket.resume();
    return () => {
      idle?.stop();
      this.#idle = undefined;
      socket.off('data', next).off('end', complete).off('close', complete).off('error', error);
    };
  }

  #watch(subscriber: Subscriber<Buffer>): IdleClock {
    const { idleTimeout } = this.#traffic;
    return new IdleClock(
      idleTimeout,
      () => this.#holds > 0,
      () => {
        subscriber.error(new ConnectionLost('idle', `nothing came for ${idleTimeout} milliseconds`));
      },
    );
  }
}

/** What the system says when the other side, or the way there, is gone without a good-bye. */
const RESET_CODES: readonly (string | undefined)[] = [
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
];

function connectionLost(cause: NodeJS.ErrnoException): ConnectionLost {
  if (cause instanceof ConnectionLost) return cause;
  const reason = RESET_CODES.includes(cause.code) ? 'reset' : 'error';
  return new ConnectionLost(reason, cause.message, { cause });
}
