/** When a turn of the event loop ends, and what time it is. Something else in tests. */
export interface EventLoop {
  /** Calls `work` once, later, when this turn has read all that there was to read. What it returns takes that back. */
  atEndOfTurn(work: () => void): () => void;
  /** Milliseconds, from any start. */
  now(): number;
}

/** Node's own. Its turn ends in the phase right after polling, so no timer is involved. */
export const eventLoop: EventLoop = {
  atEndOfTurn(work) {
    const immediate = setImmediate(work);
    return () => clearImmediate(immediate);
  },
  now: () => performance.now(),
};
