import { expect, test } from '@jest/globals';
import { plot, type Point } from '../../src/page/statsPlot.ts';

const now = 300_000;
const points = (...values: [number, number | null][]): Point[] =>
  values.map(([time, value]) => ({ time, value }));

test('a line goes from left to right, nothing at the bottom and the most at the top', () => {
  expect(plot(points([0, 0], [3000, 5], [6000, 10]), now, 10)).toEqual({
    line: 'M0 100L3 50L6 0',
    area: 'M0 100L0 100L3 50L6 0L6 100Z',
  });
});

test('what was not measured is left open, and so is the time in which nothing came', () => {
  expect(plot(points([1000, 0], [2000, 0], [3000, null], [4000, 0], [5000, 0]), now, 10).line).toBe(
    'M1 100L2 100M4 100L5 100',
  );
  expect(plot(points([1000, 0], [4000, 0], [7001, 0], [8000, 0]), now, 10).line).toBe(
    'M1 100L4 100M7 100L8 100',
  );
});

test('one point alone is as long as its second', () => {
  expect(plot(points([now, 10]), now, 10)).toEqual({ line: 'M300 0h-1', area: 'M300 100L300 0L300 100Z' });
});

test('nothing is nothing', () => {
  expect(plot([], now, 10)).toEqual({ line: '', area: '' });
  expect(plot(points([1000, null]), now, 10)).toEqual({ line: '', area: '' });
});
