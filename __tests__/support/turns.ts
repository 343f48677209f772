import { setImmediate } from 'node:timers/promises';

/** When the turn of the event loop that is under way has ended, and what was gathered in it is on its way. */
export async function endOfTurn(): Promise<void> {
  await setImmediate();
}
