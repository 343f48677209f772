import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds between two looks. */
const PACE = 20;

/** Waits until something is so, for so many milliseconds at the most, and tells whether it became so. */
export async function becomes(
  isSo: () => boolean | Promise<boolean>,
  deadline: number,
  pace = PACE,
): Promise<boolean> {
  for (const start = performance.now(); !(await isSo());) {
    if (performance.now() - start > deadline) return false;
    await pause(pace);
  }
  return true;
}
