import { expect, test } from '@jest/globals';
import { Pace } from '../../src/page/pace.ts';

test('three messages within two seconds can be followed, more cannot', () => {
  const pace = new Pace();
  expect(pace.isCalm(2, 1000)).toBe(true);
  expect(pace.isCalm(1, 1999)).toBe(true);
  expect(pace.isCalm(1, 2000)).toBe(false);
  expect(pace.isCalm(1, 3500)).toBe(true);
  expect(pace.isCalm(3, 60_000)).toBe(true);
});

test('a history that comes at once is not read aloud', () => {
  expect(new Pace().isCalm(20, 0)).toBe(false);
});
