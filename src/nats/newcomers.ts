import type { Beginning, InOrder, Numbered, Told } from './inOrder.ts';

/** Somebody of whom it shows later where it begins. */
interface Waiting extends Told {
  /** Milliseconds for which it had run, and when it told so. */
  readonly age: number;
  readonly asOf: number;
}

/** How far this node is with the room. */
type Phase =
  /** It has just come: what was said before is not for it. */
  | { readonly name: 'arriving' }
  /** It was away: what was said meanwhile is read from the journal first, and those who tell of themselves wait for that. */
  | { readonly name: 'reading'; readonly waiting: Map<string, Waiting> }
  /** Whoever comes has a place at once. */
  | { readonly name: 'settled' };

/**
 * Where a node begins that this one has not heard of: at its first message, if it is younger than this one's membership of
 * the room; at what it may still send, if it is older, and was away; or where it is, as long as this one has just come.
 */
export class Newcomers<Batch extends Numbered> {
  readonly #order: InOrder<Batch>;
  readonly #now: () => number;
  /** Since when this node is owed what others say. */
  #memberSince: number | undefined;
  #phase: Phase = { name: 'arriving' };
  #hasJournal = false;
  /** The first number that was heard and dropped of each who has not introduced itself yet: it is read from there later. */
  readonly #dropped = new Map<string, number>();
  /** Those of whom something was read or heard before they introduced themselves. */
  readonly #unsure = new Set<string>();

  /** @param now milliseconds, from any start. */
  constructor(order: InOrder<Batch>, now: () => number = () => performance.now()) {
    this.#order = order;
    this.#now = now;
  }

  /** This node is one of the room, since then. The first time counts. */
  join(since: number): void {
    this.#memberSince ??= since;
  }

  /** Whether what is dropped now can be read later. */
  rely({ onJournal }: { readonly onJournal: boolean }): void {
    this.#hasJournal = onJournal;
  }

  /** This node was away: nobody has a place before `settle`, as the journal has what they said meanwhile. */
  readFirst(): void {
    if (this.#phase.name !== 'reading') this.#phase = { name: 'reading', waiting: new Map() };
  }

  /** The journal was read, or need not be: those who wait have their place now, and those who come have it at once. */
  settle(): void {
    const waiting = this.#phase.name === 'reading' ? this.#phase.waiting : new Map<string, Waiting>();
    this.#phase = { name: 'settled' };
    for (const [origin, told] of waiting) this.#begin(origin, told, 'floor');
  }

  /** A node tells of itself. How many messages of it are lost, as shows only now. */
  introduce(origin: string, told: Told, age: number): number {
    const asOf = this.#now();
    if (this.#order.has(origin)) {
      this.#order.announce(origin, told);
      return this.#unsure.delete(origin) && this.#isYounger({ age, asOf }) ? this.#order.owe(origin) : 0;
    }
    switch (this.#phase.name) {
      case 'arriving':
        this.#begin(origin, { ...told, age, asOf }, 'now');
        break;
      case 'reading': {
        const floor = Math.min(told.floor, this.#phase.waiting.get(origin)?.floor ?? told.floor);
        this.#phase.waiting.set(origin, { ...told, floor, age, asOf });
        break;
      }
      case 'settled':
        this.#begin(origin, { ...told, age, asOf }, 'floor');
    }
    return 0;
  }

  /** Something of a node comes, from the journal or as it is said. */
  meet(origin: string, batch: Batch, from: 'journal' | 'link'): void {
    if (this.#order.has(origin)) return;
    const waiting = this.#phase.name === 'reading' ? this.#phase.waiting.get(origin) : undefined;
    if (waiting !== undefined && this.#isYounger(waiting)) {
      this.#begin(origin, waiting, 'first');
    } else if (from === 'journal') {
      this.#beginUnsure(origin, batch, 'floor', waiting?.floor);
    } else if (this.#phase.name === 'arriving') {
      this.#beginUnsure(origin, batch, 'now');
    } else if (this.#phase.name === 'settled' && !this.#hasJournal) {
      this.#beginUnsure(origin, batch, 'floor');
    } else if (!this.#dropped.has(origin)) {
      this.#dropped.set(origin, batch.first);
    }
  }

  /** Nothing will come of it any more. */
  forget(origin: string): void {
    this.#order.forget(origin);
    this.#dropped.delete(origin);
    this.#unsure.delete(origin);
  }

  #begin(origin: string, told: Waiting, ifOlder: Beginning): void {
    if (this.#order.has(origin)) return;
    const floor = Math.min(told.floor, this.#takeDropped(origin));
    this.#order.begin(origin, { ...told, floor }, this.#isYounger(told) ? 'first' : ifOlder);
    this.#order.announce(origin, told);
    this.#unsure.delete(origin);
  }

  /** Of somebody whose age is not known yet. */
  #beginUnsure(origin: string, batch: Batch, beginning: Beginning, toldFloor = Infinity): void {
    const floor = Math.min(batch.floor, toldFloor, this.#takeDropped(origin));
    this.#order.begin(origin, { said: batch.first - 1, floor }, beginning);
    if (beginning === 'floor') this.#unsure.add(origin);
  }

  #takeDropped(origin: string): number {
    const first = this.#dropped.get(origin) ?? Infinity;
    this.#dropped.delete(origin);
    return first;
  }

  #isYounger({ age, asOf }: Pick<Waiting, 'age' | 'asOf'>): boolean {
    return this.#memberSince !== undefined && asOf - age > this.#memberSince;
  }
}
