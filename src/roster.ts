import type { Client, Connection } from './events.ts';

/** Who is connected, in the order in which they connected. Only `withRoster` writes it. */
export class Roster extends Map<Connection, Client> {
  #changes = 0;

  /** Empty: entries given to a Map's constructor would be set before there is anything to count with. */
  // eslint-disable-next-line @typescript-eslint/no-useless-constructor -- it takes Map's entries away
  constructor() {
    super();
  }

  /** Grows with every change, so that what was made of the roster can be kept for as long as it is true. */
  get changes(): number {
    return this.#changes;
  }

  override set(connection: Connection, client: Client): this {
    this.#changes += 1;
    return super.set(connection, client);
  }

  override delete(connection: Connection): boolean {
    const isThere = super.delete(connection);
    if (isThere) this.#changes += 1;
    return isThere;
  }
}

/**
 * The roster for whoever only looks at it: who is connected, in the order in which they connected.
 *
 * @category Backplanes
 */
export interface ReadonlyRoster extends ReadonlyMap<Connection, Client> {
  /** Grows with every change, so that what was made of the roster can be kept for as long as it is true. */
  readonly changes: number;
}
