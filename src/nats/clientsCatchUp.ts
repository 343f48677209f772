import { setImmediate, setTimeout } from 'node:timers/promises';
import type { ReadonlyRoster } from '../roster.ts';

/** Bytes of a backlog with which a client lags. */
const LAG = 1024 * 1024;
/** Milliseconds that one is waited for, a few at a time. */
const PATIENCE = 50;
const WAIT = 5;

/** Lets the clients here take what they have, but none of them keep the others waiting. */
export async function clientsCatchUp(roster: ReadonlyRoster): Promise<void> {
  for (let waited = 0; waited < PATIENCE && somebodyLags(roster); waited += WAIT) await setTimeout(WAIT);
  await setImmediate();
}

function somebodyLags(roster: ReadonlyRoster): boolean {
  for (const { backlog = 0 } of roster.keys()) if (backlog > LAG) return true;
  return false;
}
