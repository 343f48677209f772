import { describe, expect, test } from '@jest/globals';
import { median, medianRatio, quantile } from '../../bench/statistics.ts';

describe('median', () => {
  test('is the middle, whatever the order', () => expect(median([9, 1, 5])).toBe(5));
  test('of an even count is the mean of the two in the middle', () => expect(median([4, 1, 2, 3])).toBe(2.5));
  test('of one is that one', () => expect(median([7])).toBe(7));
  test('of none is no number', () => expect(median([])).toBeNaN());
  test('leaves its values as they are', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('quantile', () => {
  const hundred = Array.from({ length: 101 }, (_, value) => 100 - value);
  test.each([
    [0, 0],
    [0.5, 50],
    [0.99, 99],
    [0.999, 99.9],
    [1, 100],
  ])('%p of 0 to 100 is %p', (part, value) => expect(quantile(hundred, part)).toBeCloseTo(value));
});

describe('medianRatio', () => {
  test('is taken round by round, so a slow round does not count', () => {
    expect(medianRatio([10, 1000, 12], [5, 500, 4])).toBe(2);
  });
  test('takes the rounds that both have', () => expect(medianRatio([6], [3, 1, 1])).toBe(2));
});
