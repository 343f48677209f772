import { RETRY_FIRST, RETRY_MOST } from './limits.ts';

/**
 * Milliseconds to wait before another attempt to connect, when so many in a row have failed: twice as long each time, up
 * to `RETRY_MOST`. Half of it is left to chance, so that all who lost one server do not come back to it at once.
 * @param chance from 0 to 1.
 */
export function retryDelay(failures: number, chance: number): number {
  const most = Math.min(RETRY_MOST, RETRY_FIRST * 2 ** Math.min(failures, 30));
  return Math.max(RETRY_FIRST, Math.round(most * (0.5 + chance / 2)));
}
