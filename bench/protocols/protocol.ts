/** Says something, and waits for the answer. */
export interface Step {
  /** What the client says. Left out where the server speaks first. */
  readonly say?: Buffer;
  /** What the answer contains, one character a byte. */
  readonly until: string;
}

/** Counts those of these bytes that belong to deliveries. The bytes are gone afterwards. */
export type Counter = (chunk: Uint8Array, length: number) => number;

/** Reads one connection from its greeting on, frame by frame, across reads. */
export interface Reader {
  /** How many of these bytes belong to deliveries. The bytes are gone afterwards. Throws for what is no frame. */
  read(chunk: Uint8Array, length: number): number;
  /** Deliveries that have come whole so far. */
  readonly messages: number;
}

/** How clients talk to a server. The generator counts bytes and knows nothing else of it. */
export interface Protocol {
  /** Once it is through, the server has this client among its receivers. */
  readonly handshake: readonly Step[];
  /** What a client sends to say this to everybody else. */
  said(message: Buffer): Buffer;
  /** How many bytes each of the others gets of it. */
  deliveredSize(message: Buffer): number;
  /** For one client: tells deliveries from what else the server sends. Left out where it sends nothing else. */
  counter?(message: Buffer): Counter;
  /** For one client, as long as it stays, where each delivery has a frame of its own. The last step ends where one begins. */
  reader?(): Reader;
}
