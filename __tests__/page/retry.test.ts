import { expect, test } from '@jest/globals';
import { retryDelay } from '../../src/page/retry.ts';

test('the pause grows twofold from half a second to half a minute', () => {
  const delays = [0, 1, 2, 3, 4, 5, 6, 7, 1000].map((failures) => retryDelay(failures, 1));
  expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('half of it is left to chance, but it is never shorter than the first', () => {
  expect([0, 1, 4, 1000].map((failures) => retryDelay(failures, 0))).toEqual([500, 500, 4000, 15_000]);
});
