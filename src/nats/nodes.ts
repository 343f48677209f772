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

interface Known {
  readonly started: number;
  every: number;
  clients: number;
  /** Milliseconds in which this process ran, since it was last heard of. */
  silent: number;
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
  /** Those that are gone, and for how many milliseconds. */
  readonly #gone = new Map<string, number>();

  /** Whether that was the first that was heard of it. */
  hear({ node, started, every, clients }: Heartbeat): boolean {
    const isNew = !this.#known.has(node);
    this.#gone.delete(node);
    this.#known.set(node, { started, every, clients, silent: 0 });
    return isNew;
  }

  /** Whether it was there. */
  leave(node: string): boolean {
    const wasThere = this.#known.delete(node);
    if (wasThere) this.#gone.set(node, 0);
    return wasThere;
  }

  /** So many milliseconds have passed, in which all could have been heard of. Those who are gone. */
  pass(milliseconds: number): readonly string[] {
    const gone: string[] = [];
    for (const [node, known] of this.#known) {
      known.silent += milliseconds;
      if (known.silent > MISSED * known.every + GRACE) gone.push(node);
    }
    for (const [node, silent] of this.#gone) this.#gone.set(node, silent + milliseconds);
    for (const node of gone) this.leave(node);
    return gone;
  }

  /** Those that have been gone for so many milliseconds, told once. */
  takeGoneFor(milliseconds: number): readonly string[] {
    const ids = [...this.#gone].filter(([, silent]) => silent > milliseconds).map(([node]) => node);
    for (const node of ids) this.#gone.delete(node);
    return ids;
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

  get size(): number {
    return this.#known.size;
  }

  /** Milliseconds until this node has to be heard of again. */
  get beatEvery(): number {
    return Math.max(BEAT_EVERY, this.#known.size * BEAT_FOR_EACH);
  }
}
