import { expect, test } from '@jest/globals';
import { roundUp } from '../../src/page/statsScale.ts';

test.each([
  [10, 10, 10],
  [10.1, 10, 20],
  [21, 10, 50],
  [51, 10, 100],
  [0.1, 10, 0.1],
  [0.3, 10, 0.5],
  [1_310_000, 10, 2_000_000],
  [1024, 2, 1024],
  [1025, 2, 2048],
  [3 * 1024 * 1024, 2, 4 * 1024 * 1024],
] as const)('%d, by powers of %d, is %d', (value, base, expected) => {
  expect(roundUp(value, base)).toBe(expected);
});
