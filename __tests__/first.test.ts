import { expect, test } from '@jest/globals';
import { first } from '../src/first.ts';

test('the first ones are told, and no more than there are', () => {
  expect([...first('abc', 2)]).toEqual(['a', 'b']);
  expect([...first('abc', 9)]).toEqual(['a', 'b', 'c']);
  expect([...first('abc', 0)]).toEqual([]);
});
