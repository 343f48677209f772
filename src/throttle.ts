/** Milliseconds in which a thing is done once. */
const EVERY = 1000;

/** Does a thing, in place of `count` times. */
type Work = (count: number) => void;

interface Doing {
  readonly timer: NodeJS.Timeout;
  /** How often it was not done since it was last done, and how it would be done. */
  skipped: number;
  last: Work | undefined;
}

/** Does each of several things at most once a second: the first time at once, and then for all the times of a second. */
export class Throttle<Key> {
  readonly #doings = new Map<Key, Doing>();

  run(key: Key, work: Work): void {
    const doing = this.#doings.get(key);
    if (doing === undefined) {
      this.#begin(key);
      work(1);
    } else {
      doing.skipped += 1;
      doing.last = work;
    }
  }

  /** What was not done yet is done now; and `key`, or everything, is as if it had never been done. */
  flush(key?: Key): void {
    const keys = key === undefined ? [...this.#doings.keys()] : [key];
    for (const each of keys) this.#end(each);
  }

  #begin(key: Key): void {
    const timer = setTimeout(() => this.#secondIsOver(key), EVERY);
    this.#doings.set(key, { timer, skipped: 0, last: undefined });
  }

  #secondIsOver(key: Key): void {
    if (this.#end(key)) this.#begin(key);
  }

  /** Whether there was something left to do. */
  #end(key: Key): boolean {
    const { timer, skipped = 0, last } = this.#doings.get(key) ?? {};
    clearTimeout(timer);
    this.#doings.delete(key);
    last?.(skipped);
    return last !== undefined;
  }
}
