import { expect, test } from '@jest/globals';
import { beatSeconds } from '../../../bench/scale/beat.ts';

test('heartbeats are as rare as the nodes themselves have them', () => {
  expect([1, 3, 101, 301, 1001].map(beatSeconds)).toEqual([2, 2, 2, 6, 20]);
});
