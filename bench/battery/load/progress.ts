import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds without any progress after which nothing more is expected. */
const PATIENCE = 30_000;
const PACE = 5;

/** Waits until all that is expected has come. Tells whether it has, or nothing more does. */
export async function allComes(expected: () => boolean, progress: () => number): Promise<boolean> {
  let before = NaN;
  let since = performance.now();
  while (!expected()) {
    const now = progress();
    if (now !== before) since = performance.now();
    else if (performance.now() - since > PATIENCE) return false;
    before = now;
    await pause(PACE);
  }
  return true;
}
