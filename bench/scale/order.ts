/** What a fleet, a process with many nodes, is asked to do. */
export type Order =
  /** So many nodes more join the room, one after the other, until `deadline` milliseconds are over. */
  | { readonly kind: 'join'; readonly url: string; readonly nodes: number; readonly deadline: number }
  /** So many nodes more join it, all at once. */
  | { readonly kind: 'joinAtOnce'; readonly url: string; readonly nodes: number }
  /** Each node has so many clients from now on. */
  | { readonly kind: 'populate'; readonly clients: number }
  /** The first node says so many batches of so many messages, one every so many milliseconds; with none, it only waits. */
  | { readonly kind: 'talk'; readonly batches: number; readonly messages: number; readonly every: number }
  /** How many messages the nodes have heard, all together, since they were last asked. */
  | { readonly kind: 'hear' }
  /** How many other nodes the one that knows fewest knows of; undefined where there is none. */
  | { readonly kind: 'know' }
  /** The first node asks who is connected elsewhere. */
  | { readonly kind: 'ask' }
  | { readonly kind: 'leave' };

export type OrderKind = Order['kind'];
export type OrderOf<Kind extends OrderKind> = Extract<Order, { readonly kind: Kind }>;

/** What came of a question. */
export interface Asked {
  readonly milliseconds: number;
  /** Clients that were told. */
  readonly listed: number;
  /** Nodes that did not answer in time. */
  readonly missing: number;
}

/** What comes of each. */
export interface Results {
  /** Nodes that have joined. */
  readonly join: number;
  readonly joinAtOnce: number;
  readonly populate: 'done';
  readonly talk: 'done';
  readonly hear: number;
  readonly know: number | undefined;
  readonly ask: Asked;
  readonly leave: 'done';
}

export type Answer =
  | { readonly kind: 'result'; readonly result: Results[OrderKind] }
  | { readonly kind: 'error'; readonly message: string };
