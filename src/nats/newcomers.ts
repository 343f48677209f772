import type { Beginning, InOrder, Numbered, Told } from './inOrder.ts';

/** Somebody of whom it shows later where it begins. */
interface Waiting extends Told {
  /** Milliseconds for which it had run, and when it told so. */
  readonly age: number;
  readonly asOf: number;
}

/**
 * Where a node begins that this one has not heard of: at its first message, if it is younger than this one's membership of
 * the room; at what it may still send, if it is older, and was away; or where it is, as long as this one has just come.
 */
export class Newcomers<Batch extends Numbered> {
  readonly #order: InOrder<Batch>;
  readonly #now: () => number;
  /** Since when this node is owed what others say. */
  #memberSince: number | undefined;
  #isNew = true;
  /** The first message of somebody that was let go, to be read later. */
  readonly #missed = new Map<string, number>();
  /** Those of whom something was read or heard before they told of themselves. */
  readonly #unsure = new Set<string>();
  /** Whether what is heard of somebody who has not told of itself yet can be read later, when it has. */
  hasJournal = false;
  /** Those who wait until the journal was read, as it has what they said before. */
  #waiting: Map<string, Waiting> | undefined;

  /** @param now milliseconds, from any start. */
  constructor(order: InOrder<Batch>, now: () => number = () => performance.now()) {
    this.#order = order;
    this.#now = now;
  }

  /** This node is one of the room, since then. The first time counts. */
  join(since: number): void {
    this.#memberSince ??= since;
  }

  /** What others have said since this node came is in the journal: it is read first, then they are placed. */
  wait(): void {
    this.#isNew = false;
    this.#waiting ??= new Map();
  }

  /** Those who wait have their place now, and those who come have it at once; this node is new no more. */
  place(): void {
    const waiting = this.#waiting ?? new Map<string, Waiting>();
    this.#waiting = undefined;
    this.#isNew = false;
    for (const [origin, told] of waiting) this.#begin(origin, told);
  }

  /** A node tells of itself. How many messages of it are lost, as shows only now. */
  hear(origin: string, told: Told, age: number): number {
    const heard: Waiting = { ...told, age, asOf: this.#now() };
    if (this.#order.has(origin)) {
      this.#order.tell(origin, told);
      return this.#unsure.delete(origin) && this.#isYounger(heard) ? this.#order.owe(origin) : 0;
    }
    if (this.#waiting === undefined) this.#begin(origin, heard);
    else this.#waiting.set(origin, withLeastFloor(heard, this.#waiting.get(origin)));
    return 0;
  }

  /** Something of a node comes, from the journal or as it is said. */
  meet(origin: string, batch: Batch, from: 'journal' | 'link'): void {
    if (this.#order.has(origin)) return;
    const waiting = this.#waiting?.get(origin);
    if (waiting !== undefined && this.#isYounger(waiting)) this.#begin(origin, waiting);
    else if (from === 'journal') {
      const floor = Math.min(
        batch.floor,
        waiting?.floor ?? batch.floor,
        this.#missed.get(origin) ?? batch.floor,
      );
      this.#missed.delete(origin);
      this.#beginUnsure(origin, { said: batch.first - 1, floor }, 'floor');
    } else if (this.#waiting === undefined && (this.#isNew || !this.hasJournal)) {
      this.#beginUnsure(origin, { said: batch.first - 1, floor: batch.floor }, this.#isNew ? 'now' : 'floor');
    } else if (!this.#missed.has(origin)) {
      this.#missed.set(origin, batch.first);
    }
  }

  #beginUnsure(origin: string, told: Told, beginning: Beginning): void {
    this.#order.begin(origin, told, beginning);
    if (beginning === 'floor') this.#unsure.add(origin);
  }

  #begin(origin: string, heard: Waiting): void {
    if (this.#order.has(origin)) return;
    this.#unsure.delete(origin);
    const floor = Math.min(heard.floor, this.#missed.get(origin) ?? heard.floor);
    this.#missed.delete(origin);
    const beginning = this.#isNew ? 'now' : 'floor';
    this.#order.begin(origin, { ...heard, floor }, this.#isYounger(heard) ? 'first' : beginning);
    this.#order.tell(origin, heard);
  }

  #isYounger({ age, asOf }: Waiting): boolean {
    return this.#memberSince !== undefined && asOf - age > this.#memberSince;
  }
}

/** All that it may have sent since it was first heard of is wanted. */
function withLeastFloor(heard: Waiting, before: Waiting | undefined): Waiting {
  return before === undefined ? heard : { ...heard, floor: Math.min(heard.floor, before.floor) };
}
