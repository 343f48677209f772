import { setImmediate } from 'node:timers/promises';

/** When the turn of the event loop that is under way has ended, and a lone message of it is on its way. */
export async function endOfTurn(): Promise<void> {
  await setImmediate();
}

/** When all that was said until now is on its way: several messages wait for one turn that brings no more. */
export async function endOfBatch(): Promise<void> {
  await endOfTurn();
  await endOfTurn();
}
