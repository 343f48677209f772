import { expect, test } from '@jest/globals';
import { backoff } from '../../src/client/backoff.ts';

const WAITS = { reconnectFirst: 500, reconnectMost: 15_000 };

test('doubles, up to the most', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 5000].map((failures) => backoff(failures, WAITS, 0));
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
});

test('is less by up to half, as chance has it', () => {
  expect([0, 0.5, 1].map((random) => backoff(2, WAITS, random))).toEqual([1000, 750, 500]);
});
