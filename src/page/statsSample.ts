/** How the room was in one second, as the server tells it. */
export interface Sample {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly clients: number;
  readonly messagesPerSecond: number;
  readonly deliveriesPerSecond: number;
  /** Milliseconds; null where nothing was said. */
  readonly p99FanOut: number | null;
  /** Bytes. */
  readonly slowestBacklog: number;
  readonly link: 'none' | 'up' | 'down';
}
