import {
  asyncScheduler,
  type MonoTypeOperatorFunction,
  type Observable,
  type Subscriber,
  type Subscription,
} from 'rxjs';
import { eventLoop, type EventLoop } from '../eventLoop.ts';
import type { Connection } from '../events.ts';
import { endOfLine } from '../lines.ts';
import type { ChatSettings } from '../options.ts';
import { type Handlers, operate } from './operate.ts';

/** So many seconds' worth may come at once: people say nothing for a while, then several things. */
const BURST = 5;
const SECOND = 1000;

/**
 * Passes on no more than `rate` messages a second of one client, after five times as many at once. What is beyond is
 * delayed, never dropped: it waits here, and nothing further is read from the client until it has passed. The completion
 * waits too, so nobody says more by leaving; an error is that the client is lost, and with it what waits. When `stop$` emits,
 * all passes at once. A rate of 0 is no limit.
 */
export function limitRate(
  { rate, framing }: Pick<ChatSettings, 'rate' | 'framing'>,
  connection: Pick<Connection, 'pauseFor'>,
  stop$: Observable<unknown>,
  clock: Pick<EventLoop, 'now'> = eventLoop,
): MonoTypeOperatorFunction<Buffer> {
  if (rate === 0) return (messages$) => messages$;
  const isLines = framing !== 'chunk';
  return operate((subscriber: Subscriber<Buffer>) => {
    const meter = new Meter(rate, isLines, subscriber, connection, clock);
    subscriber.add(
      stop$.subscribe({ next: () => meter.lift(), error: (error: unknown) => subscriber.error(error) }),
    );
    return meter;
  });
}

/** A token bucket (ITU-T I.371), in which a message is a token. */
class Meter implements Handlers<Buffer> {
  readonly #rate: number;
  readonly #isLines: boolean;
  readonly #subscriber: Subscriber<Buffer>;
  readonly #connection: Pick<Connection, 'pauseFor'>;
  readonly #clock: Pick<EventLoop, 'now'>;
  #tokens: number;
  #asOf: number;
  #waiting: Buffer[] = [];
  #countWaiting = 0;
  #isLifted = false;
  #isComplete = false;
  #next: Subscription | undefined;

  constructor(
    rate: number,
    isLines: boolean,
    subscriber: Subscriber<Buffer>,
    connection: Pick<Connection, 'pauseFor'>,
    clock: Pick<EventLoop, 'now'>,
  ) {
    this.#rate = rate;
    this.#isLines = isLines;
    this.#subscriber = subscriber;
    this.#connection = connection;
    this.#clock = clock;
    this.#tokens = rate * BURST;
    this.#asOf = clock.now();
    subscriber.add(() => this.#next?.unsubscribe());
  }

  next(messages: Buffer): void {
    if (this.#isLifted) {
      this.#subscriber.next(messages);
      return;
    }
    this.#waiting.push(messages);
    this.#countWaiting += this.#count(messages);
    if (this.#next === undefined) this.#pass();
    else this.#pause();
  }

  complete(): void {
    this.#isComplete = true;
    if (this.#waiting.length === 0) this.#subscriber.complete();
  }

  /** No limit from now on. */
  lift(): void {
    this.#isLifted = true;
    this.#next?.unsubscribe();
    for (const messages of this.#waiting.splice(0)) this.#subscriber.next(messages);
    if (this.#isComplete) this.#subscriber.complete();
  }

  /** As much as may, and the rest as soon as it may. What a message causes may already be that the limit is lifted. */
  #pass(): void {
    this.#next = undefined;
    this.#refill();
    for (let [first] = this.#waiting; first !== undefined && this.#tokens >= 1; [first] = this.#waiting) {
      const end = this.#endOfAllowed(first);
      if (end < first.length) this.#waiting[0] = first.subarray(end);
      else this.#waiting.shift();
      this.#subscriber.next(first.subarray(0, end));
    }
    if (this.#waiting.length > 0 && !this.#subscriber.closed) {
      this.#pause();
      this.#next = asyncScheduler.schedule(() => this.#pass(), this.#timeFor(1));
    } else if (this.#isComplete) {
      this.#subscriber.complete();
    }
  }

  #refill(): void {
    const now = this.#clock.now();
    const gained = ((now - this.#asOf) / SECOND) * this.#rate;
    this.#asOf = now;
    this.#tokens = Math.min(this.#tokens + gained, this.#rate * BURST);
  }

  /** Where the messages end that there are tokens for, which are spent. */
  #endOfAllowed(messages: Buffer): number {
    let end = 0;
    while (end < messages.length && this.#tokens >= 1) {
      end = this.#isLines ? endOfLine(messages, end) : messages.length;
      this.#tokens -= 1;
      this.#countWaiting -= 1;
    }
    return end;
  }

  /** Until one more may be said than waits: what came before would only wait, and the end must not come before the rest. */
  #pause(): void {
    this.#connection.pauseFor?.(this.#timeFor(this.#countWaiting + 1));
  }

  /** Milliseconds until there are so many tokens. A timer may be early by less than one. */
  #timeFor(tokens: number): number {
    return Math.ceil(((tokens - this.#tokens) / this.#rate) * SECOND);
  }

  #count(messages: Buffer): number {
    if (!this.#isLines) return 1;
    let count = 0;
    for (let at = 0; at < messages.length; at = endOfLine(messages, at)) count += 1;
    return count;
  }
}
