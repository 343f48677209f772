import { expect, test } from '@jest/globals';
import { flatWithin } from '../../../bench/battery/figures.ts';

test('memory that falls is as flat as memory that stays', () => {
  expect(flatWithin(0.1, [100, 100], 'memory')).toEqual([]);
  expect(flatWithin(0.1, [100, 60], 'memory')).toEqual([]);
  expect(flatWithin(0.1, [100, 109], 'memory')).toEqual([]);
  expect(flatWithin(0.1, [100, 112], 'memory')).toEqual(['memory grew by 12.0 %, more than 10 %']);
});

test('memory that nobody looked at is not flat', () => {
  expect(flatWithin(0.1, [NaN, NaN], 'the heap')).toHaveLength(1);
});
