import type { Heartbeat } from './heartbeat.ts';

/** Milliseconds between two heartbeats of a node, in a small room. */
export const BEAT_EVERY = 2000;
/**
 * Milliseconds for each node that it knows of, where that is more: all hear from all, so that the broker hands on the square
 * of their number, and each of a thousand still hears no more than fifty a second.
 */
const BEAT_FOR_EACH = 20;
/** So many heartbeats may be missed, and so many milliseconds more, before a node is taken for gone. */
const MISSED = 3;
const GRACE = 500;
/** Milliseconds until a node that went silent is another one when it comes back: no link is down for so long. */
const FOR_GOOD = 86_400_000;

interface Known {
  readonly started: number;
  every: number;
  clients: number;
  /** Milliseconds in which this process ran, since it was last heard of. */
  silent: number;
}

interface Gone {
  /** Milliseconds since it is. */
  silent: number;
  /** Whether it said so: then its process is over. */
  readonly saidBye: boolean;
}

/** A node, when it started and how many clients it has. */
interface Started {
  readonly id: string;
  readonly started: number;
  readonly clients: number;
}

/** Two that started in the same millisecond are in the order of their ids, which all see alike. */
export function byStart(one: Omit<Started, 'clients'>, other: Omit<Started, 'clients'>): number {
  return one.started - other.started || (one.id < other.id ? -1 : 1);
}

/** The other nodes that are there, as far as is known. */
export class Nodes {
  readonly #known = new Map<string, Known>();
  readonly #gone = new Map<string, Gone>();
  #changes = 0;

  /** Whether that was the first that was heard of it. Who has said that they go never comes again: it may have crossed that. */
  hear({ node, started, every, clients }: Heartbeat): boolean {
    if (this.#gone.get(node)?.saidBye === true) return false;
    const isNew = !this.#known.has(node);
    this.#gone.delete(node);
    this.#known.set(node, { started, every, clients, silent: 0 });
    if (isNew) this.#changes += 1;
    return isNew;
  }

  /** It says that it goes. Whether it was there. */
  leave(node: string): boolean {
    this.#gone.set(node, { silent: 0, saidBye: true });
    this.#changes += 1;
    return this.#known.delete(node);
  }

  /** Something that it said was read, but nobody has heard of it: it may come yet, or may have gone. */
  expect(node: string): void {
    if (!this.#known.has(node) && !this.#gone.has(node)) this.#gone.set(node, { silent: 0, saidBye: false });
  }

  /** So many milliseconds have passed, in which all could have been heard of. Those who are gone. */
  pass(milliseconds: number): readonly string[] {
    const gone: string[] = [];
    for (const [node, known] of this.#known) {
      known.silent += milliseconds;
      if (known.silent > goneAfter(known.every)) gone.push(node);
    }
    for (const each of this.#gone.values()) each.silent += milliseconds;
    for (const node of gone) {
      this.#known.delete(node);
      this.#changes += 1;
      this.#gone.set(node, { silent: 0, saidBye: false });
    }
    return gone;
  }

  /**
   * Those that nothing will come of any more, told once: they said that they go, and what they said is kept nowhere after so
   * many milliseconds; or they have been silent for a day.
   */
  takeForgettable(milliseconds: number): readonly string[] {
    const ids = [...this.#gone]
      .filter(
        ([, { silent, saidBye }]) => silent > (saidBye ? milliseconds : Math.max(milliseconds, FOR_GOOD)),
      )
      .map(([node]) => node);
    for (const node of ids) this.#gone.delete(node);
    return ids;
  }

  /**
   * Whether a node may be saying what this one does not hear, without any heartbeat that tells of it: it is late, or was lost
   * less than so many milliseconds ago.
   */
  isSomebodyLost(milliseconds: number): boolean {
    for (const { silent, every } of this.#known.values()) if (silent > every + GRACE) return true;
    for (const { silent, saidBye } of this.#gone.values()) if (!saidBye && silent < milliseconds) return true;
    return false;
  }

  /** Those that were silent while nobody could be heard of may yet speak. */
  forgive(): void {
    for (const known of this.#known.values()) known.silent = 0;
  }

  /** The first of them by their start, and `here` among them, who have so many clients together, as far as is known. */
  firstWith(clients: number, here: Started): readonly string[] {
    const others = [...this.#known].map(([id, known]): Started => ({ id, ...known }));
    const first: string[] = [];
    let count = 0;
    for (const node of [...others, here].sort(byStart)) {
      if (count >= clients) break;
      first.push(node.id);
      count += node.clients;
    }
    return first;
  }

  has(node: string): boolean {
    return this.#known.has(node);
  }

  get ids(): readonly string[] {
    return [...this.#known.keys()];
  }

  /** How often one has come or gone. */
  get changes(): number {
    return this.#changes;
  }

  get size(): number {
    return this.#known.size;
  }

  /** Milliseconds until this node has to be heard of again. */
  get beatEvery(): number {
    return Math.max(BEAT_EVERY, this.#known.size * BEAT_FOR_EACH);
  }

  /** Milliseconds in which everybody who is there is heard of. */
  get allHeardWithin(): number {
    return goneAfter(this.beatEvery);
  }
}

function goneAfter(every: number): number {
  return MISSED * every + GRACE;
}
