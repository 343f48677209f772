/** Milliseconds after which as much may be done again. */
const EVERY = 1000;

interface Doing<Value> {
  readonly timer: NodeJS.Timeout;
  done: number;
  /** What was not done since, together, and how many it is. */
  skipped: Value | undefined;
  count: number;
}

/** How a throttle does what it does. */
interface Work<Value> {
  /** How often a second, for each key. */
  readonly most: number;
  /** Two values as one, the other being the later. */
  readonly together: (one: Value, other: Value) => Value;
  /** Does it, once for `count` values. */
  readonly work: (value: Value, count: number) => void;
}

/** Does a thing for each of several keys so many times a second, at once, and then once for all the times of that second. */
export class Throttle<Key, Value> {
  readonly #how: Work<Value>;
  readonly #doings = new Map<Key, Doing<Value>>();

  constructor(how: Work<Value>) {
    this.#how = how;
  }

  run(key: Key, value: Value): void {
    const { most, together, work } = this.#how;
    const doing = this.#doings.get(key) ?? this.#begin(key);
    if (doing.done < most) {
      doing.done += 1;
      work(value, 1);
    } else {
      doing.count += 1;
      doing.skipped = doing.skipped === undefined ? value : together(doing.skipped, value);
    }
  }

  /** What was not done yet is done now; and `key`, or everything, is as if it had never been done. */
  flush(key?: Key): void {
    const keys = key === undefined ? [...this.#doings.keys()] : [key];
    for (const each of keys) this.#end(each);
  }

  #begin(key: Key): Doing<Value> {
    const timer = setTimeout(() => this.#secondIsOver(key), EVERY);
    const doing: Doing<Value> = { timer, done: 0, skipped: undefined, count: 0 };
    this.#doings.set(key, doing);
    return doing;
  }

  #secondIsOver(key: Key): void {
    if (this.#end(key)) this.#begin(key).done = 1;
  }

  /** Whether there was something left to do. */
  #end(key: Key): boolean {
    const { timer, skipped, count = 0 } = this.#doings.get(key) ?? {};
    clearTimeout(timer);
    this.#doings.delete(key);
    if (skipped === undefined) return false;
    this.#how.work(skipped, count);
    return true;
  }
}
