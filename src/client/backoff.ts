/** How long to wait, in milliseconds. */
export interface Waits {
  readonly reconnectFirst: number;
  readonly reconnectMost: number;
}

/**
 * Milliseconds until the next try: twice as many after each failure, up to `reconnectMost`, less a random part of up to
 * half, so that those whom one server has lost do not come back all at once.
 *
 * @param failures in a row, 1 or more.
 * @param random from 0 to 1.
 */
export function backoff(failures: number, { reconnectFirst, reconnectMost }: Waits, random: number): number {
  const most = Math.min(reconnectFirst * 2 ** (failures - 1), reconnectMost);
  return Math.round(most * (1 - random / 2));
}
