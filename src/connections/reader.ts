import { Socket } from 'node:net';
import { Observable, type Subscriber } from 'rxjs';
import { ConnectionLost } from '../errors.ts';
import type { Backlogs } from './backlogs.ts';
import type { Brake, Speaker } from './brake.ts';
import { connectionLost } from './connectionLost.ts';
import { forgiveWrites } from './forgiveWrites.ts';
import { IdleClock } from './idleClock.ts';

/** What a reader shares with those of all other sockets of its server. */
export interface Traffic {
  readonly backlogs: Backlogs;
  readonly brake: Brake;
  /** Milliseconds without a byte after which a client is idle; 0 for never. */
  readonly idleTimeout: number;
  /** Milliseconds that one who is gone has for what it has yet to say. */
  readonly slowAfter: number;
  /** Those whose sockets are closed, and who are still here for what they have yet to say. */
  readonly gone: Set<Reader>;
}

/**
 * Bytes that one client says until all others have had their turn of the event loop: a read's worth. Node goes on reading a
 * socket that has more, up to 2 MiB, and everybody else would wait until all of that is parsed and told.
 */
const AT_ONCE = 64 * 1024;

/**
 * How many may be gone and still here. Each has up to two reads' worth of memory, and is not counted at the door any more;
 * those beyond lose what they have yet to say.
 */
const MOST_GONE = 1000;

/**
 * The reading side of one socket: what its client says, at the pace at which it may.
 *
 * While it is held, what Node has read already is kept here, a chunk as a rule, and the rest stays with the kernel. A
 * socket that is paused would read ahead, and forget all of that when the connection is reset.
 */
export class Reader implements Speaker {
  /** Completes when the client has ended its side, errors with `ConnectionLost` when the connection is lost. */
  readonly received$: Observable<Buffer>;
  readonly #socket: Socket;
  readonly #traffic: Traffic;
  readonly #failedWrite: () => Error | undefined;
  #take: (chunk: Buffer) => void = () => undefined;
  #holds = 0;
  /** Whether what came while it was held may not have been read yet. */
  #catchesUp = false;
  /** Bytes that it has said since it last waited for the others. */
  #said = 0;
  #pausedUntil = 0;
  #pause: NodeJS.Timeout | undefined;
  #idle: IdleClock | undefined;
  /** Undefined until it is held for the first time, which most never are. */
  #kept: Buffer[] | undefined;
  /** Passes on how it ended, which waits for what is kept. */
  #end: (() => void) | undefined;
  /** The time of one who is gone. */
  #deadline: NodeJS.Timeout | undefined;
  #isDropped = false;

  constructor(socket: Socket, traffic: Traffic) {
    this.#socket = socket;
    this.#traffic = traffic;
    this.#failedWrite = forgiveWrites(socket, () => this.#isGone());
    this.received$ = new Observable((subscriber) => this.#read(subscriber));
  }

  /** Whether nothing is read now. */
  get isPaused(): boolean {
    return this.#isHeld() || this.#catchesUp;
  }

  hold(): void {
    this.#holds += 1;
    if (this.#kept === undefined) this.#keepWhatComes([]);
  }

  release(): void {
    this.#holds -= 1;
    this.#goOn();
  }

  /** Holds for so many milliseconds from now, at the least. */
  pauseFor(milliseconds: number): void {
    const until = performance.now() + milliseconds;
    if (until <= this.#pausedUntil || this.#isDropped) return;
    this.#pausedUntil = until;
    if (this.#pause === undefined) this.hold();
    else clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#endPause(), milliseconds);
  }

  /** Reads to the end from now on, whatever holds it. */
  drop(): void {
    this.#isDropped = true;
    clearTimeout(this.#pause);
    this.#goOn();
  }

  /** It may have much to say yet, and be held for long, but takes nothing: as with others of whom that is so, not for ever. */
  #isGone(): void {
    this.#deadline ??= setTimeout(() => this.drop(), this.#traffic.slowAfter);
  }

  /** Whether the end is to wait until it is not held any more. Who is cut does not stay. */
  #isToStay(cause: Error | undefined): boolean {
    if (!this.#isHeld() || cause instanceof ConnectionLost) return false;
    if (!this.#socket.destroyed) return true;
    const { gone } = this.#traffic;
    if (gone.size >= MOST_GONE) return false;
    gone.add(this);
    this.#isGone();
    return true;
  }

  /** Where it may not, it is held. */
  #mayPass(chunk: Buffer): boolean {
    const { backlogs, brake } = this.#traffic;
    return this.#isDropped || !backlogs.areHigh || brake.allows(this, chunk.length);
  }

  #waitForOthers(): void {
    this.#said = 0;
    this.hold();
    setImmediate(() => this.release());
  }

  #isHeld(): boolean {
    return this.#holds > 0 && !this.#isDropped;
  }

  #endPause(): void {
    this.#pause = undefined;
    this.release();
  }

  #goOn(): void {
    if (this.#isHeld()) return;
    this.#idle?.refresh(); // its silence begins now
    while (this.#kept !== undefined && !this.#isHeld()) {
      const chunk = this.#kept.shift();
      if (chunk !== undefined) {
        this.#take(chunk);
      } else {
        if (this.#end !== undefined) this.#end();
        else if (!this.#socket.destroyed) this.#readOn();
        return;
      }
    }
  }

  #readOn(): void {
    this.#socket._read(0);
    this.#catchesUp = true;
    setImmediate(() => (this.#catchesUp = false)); // by then, the turn has read what was there
  }

  /** What Node hands to the stream while it is held. `false` has Node read no more until `_read`. */
  #keepWhatComes(kept: Buffer[]): void {
    const socket = this.#socket;
    this.#kept = kept;
    socket.push = (chunk: Buffer | null, ...encoding) => {
      if (chunk === null || !this.#isHeld()) return Socket.prototype.push.call(socket, chunk, ...encoding);
      kept.push(chunk);
      return false;
    };
  }

  #read(subscriber: Subscriber<Buffer>): () => void {
    const socket = this.#socket;
    const idle = this.#traffic.idleTimeout === 0 ? undefined : this.#watch(subscriber);
    const next = (chunk: Buffer): void => {
      idle?.refresh();
      if (!this.#mayPass(chunk)) {
        this.#kept?.unshift(chunk);
        return;
      }
      subscriber.next(chunk);
      this.#said += chunk.length;
      if (this.#said >= AT_ONCE) this.#waitForOthers();
    };
    const end = (cause?: Error): void => {
      if (this.#isToStay(cause)) {
        this.#end ??= () => end(cause);
        return;
      }
      for (const chunk of this.#kept?.splice(0) ?? []) subscriber.next(chunk);
      const failure = cause ?? this.#failedWrite();
      if (failure === undefined) subscriber.complete();
      else subscriber.error(connectionLost(failure));
    };
    const complete = (): void => end();
    this.#take = next;
    this.#idle = idle;
    // Subscribed to late, it may already be over.
    if (socket.errored !== null) end(socket.errored);
    else if (socket.destroyed || socket.readableEnded) end();
    socket.on('data', next).on('end', complete).on('close', complete).on('error', end).resume();
    return () => {
      idle?.stop();
      clearTimeout(this.#deadline);
      this.#traffic.gone.delete(this);
      this.#idle = undefined;
      this.#end = undefined;
      this.#take = () => undefined;
      socket.off('data', next).off('end', complete).off('close', complete).off('error', end);
    };
  }

  #watch(subscriber: Subscriber<Buffer>): IdleClock {
    const { idleTimeout } = this.#traffic;
    return new IdleClock(
      idleTimeout,
      () => this.#isHeld(),
      () => {
        subscriber.error(new ConnectionLost('idle', `nothing came for ${idleTimeout} milliseconds`));
      },
    );
  }
}
