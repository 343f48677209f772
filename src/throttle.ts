import type { EventLoop } from './eventLoop.ts';

/** Milliseconds in which something is done once. */
const EVERY = 1000;

interface Doing {
  readonly at: number;
  /** How often it was not done since. */
  readonly skipped: number;
}

/** Does each of several things at most once a second. */
export class Throttle<Key> {
  readonly #clock: Pick<EventLoop, 'now'>;
  readonly #done = new Map<Key, Doing>();

  constructor(clock: Pick<EventLoop, 'now'>) {
    this.#clock = clock;
  }

  /** Does it, unless it was done less than a second ago. `count` is how often it was asked for since: 1 or more. */
  run(key: Key, work: (count: number) => void): void {
    const now = this.#clock.now();
    const before = this.#done.get(key);
    if (before !== undefined && now - before.at < EVERY) {
      this.#done.set(key, { at: before.at, skipped: before.skipped + 1 });
    } else {
      this.#done.set(key, { at: now, skipped: 0 });
      work((before?.skipped ?? 0) + 1);
    }
  }

  forget(key: Key): void {
    this.#done.delete(key);
  }
}
