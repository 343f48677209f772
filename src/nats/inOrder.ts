/** Something that a node said: so many of its messages, from this number on. */
export interface Numbered {
  readonly first: number;
  readonly count: number;
  /** What has a lower number, the node will not send again. */
  readonly floor: number;
}

/** Messages of one node that others came before: from this number to below that one. */
export interface Hole {
  readonly origin: string;
  readonly from: number;
  readonly to: number;
  /** Whether the journal has them, or nobody: the node has told that it will not send them again. */
  readonly isFinal: boolean;
}

/**
 * Where a node begins that was never heard of: at its first message; at what it may still send; or where it is, as for somebody
 * who has just come.
 */
export type Beginning = 'first' | 'floor' | 'now';

/** How much a node has said, and what it will not send again. */
export interface Told {
  readonly said: number;
  readonly floor: number;
}

/** What is known of one node. */
interface Known<Batch> {
  /** The number of the first message that is wanted of it, or was. */
  since: number;
  /**
   * Whether what does not come of it from there on is lost, and told of. It is not of a node that was met midway: what that
   * sends again may be older than this one.
   */
  isOwed: boolean;
  /** Whether something that was missing was given up: what is missing after that is a loss. */
  isMet: boolean;
  /** The number of the message that comes next. */
  next: number;
  /** How many it has said, as far as is known. */
  said: number;
  floor: number;
  /** What came too early, by its first number. */
  readonly held: Map<number, Batch>;
}

/**
 * Puts what each node said into order, each message once, however it came: now, again, or from the journal. What comes
 * too early is held until what is before it has come, or is given up.
 */
export class InOrder<Batch extends Numbered> {
  readonly #known = new Map<string, Known<Batch>>();
  readonly #mostHeld: number;
  readonly #sizeOf: (batch: Batch) => number;
  #heldSize = 0;

  /**
   * @param mostHeld how much may be held for all nodes, as `sizeOf` tells; what is beyond is let go, to come again from
   * the journal.
   */
  constructor(mostHeld: number, sizeOf: (batch: Batch) => number) {
    this.#mostHeld = mostHeld;
    this.#sizeOf = sizeOf;
  }

  has(origin: string): boolean {
    return this.#known.has(origin);
  }

  /** Of a node that was never heard of: what it says is wanted from there on. */
  begin(origin: string, { said, floor }: Told, beginning: Beginning): void {
    const next = { first: 1, floor: Math.min(floor, said + 1), now: said + 1 }[beginning];
    this.#known.set(origin, {
      since: next,
      isOwed: beginning !== 'floor',
      isMet: false,
      next,
      said,
      floor: 1,
      held: new Map(),
    });
  }

  /**
   * What can be handed on now, in order. Undefined where it came too early, and there is no room to hold it; or of a node that
   * has not begun.
   */
  accept(origin: string, batch: Batch): readonly Batch[] | undefined {
    const known = this.#known.get(origin);
    if (known === undefined) return undefined;
    const end = batch.first + batch.count;
    known.said = Math.max(known.said, end - 1);
    if (batch.first > known.next) return this.#hold(known, batch) ? [] : undefined;
    if (batch.first < known.next) return []; // it came before
    known.next = end;
    return known.held.size === 0 ? [batch] : [batch, ...this.#release(known)];
  }

  /** The node itself tells how much it has said. */
  announce(origin: string, { said, floor }: Told): void {
    const known = this.#known.get(origin);
    if (known === undefined) return;
    known.said = Math.max(said, known.next - 1);
    known.floor = floor;
    this.#letGo(known, (first) => first > said); // it denies to have said that
  }

  /** What is missing. */
  get holes(): readonly Hole[] {
    const holes: Hole[] = [];
    for (const [origin, { next, said, floor, held }] of this.#known) {
      if (said < next) continue;
      let to = said + 1;
      for (const first of held.keys()) to = Math.min(to, first);
      holes.push({ origin, from: next, to, isFinal: to <= floor });
    }
    return holes;
  }

  get hasHoles(): boolean {
    for (const { next, said } of this.#known.values()) if (said >= next) return true;
    return false;
  }

  hasHole(origin: string): boolean {
    const { next, said } = this.#known.get(origin) ?? { next: 1, said: 0 };
    return said >= next;
  }

  /** Whether it was said before anything of this node was wanted. */
  isPast(origin: string, first: number): boolean {
    const known = this.#known.get(origin);
    return known === undefined || first < known.since;
  }

  /** Waits for it no longer: how many messages of it are lost, and what can be handed on now, in order. */
  giveUp({ origin, to }: Hole): { readonly lost: number; readonly released: readonly Batch[] } {
    const known = this.#known.get(origin);
    if (known === undefined || known.next >= to) return { lost: 0, released: [] };
    const isLoss = known.isOwed || known.isMet || known.next > known.since;
    const lost = isLoss ? to - known.next : 0;
    known.next = to;
    known.isMet = true;
    if (!isLoss) known.since = to;
    return { lost, released: this.#release(known) };
  }

  /** It shows that all was wanted that a node has ever said: how many messages were not, and are lost. */
  owe(origin: string): number {
    const known = this.#known.get(origin);
    if (known === undefined || known.isOwed) return 0;
    const lost = known.since - 1;
    known.since = 1;
    known.isOwed = true;
    return lost;
  }

  /** Of a node that is gone for good. */
  forget(origin: string): void {
    const known = this.#known.get(origin);
    if (known !== undefined) this.#letGo(known, () => true);
    this.#known.delete(origin);
  }

  #hold(known: Known<Batch>, batch: Batch): boolean {
    if (known.held.has(batch.first)) return true;
    const size = this.#sizeOf(batch);
    if (this.#heldSize + size > this.#mostHeld) return false;
    known.held.set(batch.first, batch);
    this.#heldSize += size;
    return true;
  }

  #release(known: Known<Batch>): readonly Batch[] {
    const released: Batch[] = [];
    for (let batch = known.held.get(known.next); batch !== undefined; batch = known.held.get(known.next)) {
      known.held.delete(known.next);
      this.#heldSize -= this.#sizeOf(batch);
      known.next = batch.first + batch.count;
      released.push(batch);
    }
    this.#letGo(known, (first) => first < known.next); // what overlaps is not of that node
    return released;
  }

  #letGo(known: Known<Batch>, isUnwanted: (first: number) => boolean): void {
    for (const [first, batch] of known.held) {
      if (!isUnwanted(first)) continue;
      known.held.delete(first);
      this.#heldSize -= this.#sizeOf(batch);
    }
  }
}
