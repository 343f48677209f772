/** What waits for clients that take it too slowly, in bytes. */
export interface Backlog {
  /** For all together. */
  readonly total: number;
  /** For the one for which the most waits. */
  readonly largest: number;
}
