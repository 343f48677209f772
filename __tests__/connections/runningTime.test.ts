import { expect, test } from '@jest/globals';
import { afterRunning } from '../../src/connections/runningTime.ts';

/** Stands still, as a process that is stopped does. */
function standStill(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

test('calls once the time is over', async () => {
  const began = performance.now();
  await new Promise<void>((resolve) => afterRunning(100, resolve));
  expect(performance.now() - began).toBeGreaterThan(95); // timers are up to a millisecond early
});

test('a stop that is longer than all of it does not count', async () => {
  const over = new Promise<void>((resolve) => afterRunning(100, resolve));
  standStill(150);
  const began = performance.now();
  await over;
  expect(performance.now() - began).toBeGreaterThan(95);
});

test('nor does one in the second half', async () => {
  const over = new Promise<void>((resolve) => afterRunning(100, resolve));
  await new Promise((resolve) => setTimeout(resolve, 60));
  standStill(150);
  const began = performance.now();
  await over;
  expect(performance.now() - began).toBeGreaterThan(45);
});

test('one millisecond is over, too', async () => {
  await expect(new Promise<string>((resolve) => afterRunning(1, () => resolve('over')))).resolves.toBe(
    'over',
  );
});

test('is not called when it was cancelled before', async () => {
  let isOver = false;
  const cancel = afterRunning(20, () => {
    isOver = true;
  });
  cancel();
  await new Promise<void>((resolve) => afterRunning(50, resolve));
  expect(isOver).toBe(false);
});
