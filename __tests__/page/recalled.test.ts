import { beforeEach, expect, test } from '@jest/globals';
import { Recalled } from '../../src/page/recalled.ts';

let recalled: Recalled;
beforeEach(() => {
  recalled = new Recalled();
});

test('where nothing was sent, there is nothing', () => {
  expect(recalled.older('draft')).toBeUndefined();
  expect(recalled.newer()).toBeUndefined();
});

test('back to the oldest, and forth to what was being written', () => {
  recalled.add('one');
  recalled.add('two');
  expect([recalled.older('draft'), recalled.older('two'), recalled.older('one')]).toEqual([
    'two',
    'one',
    undefined,
  ]);
  expect([recalled.newer(), recalled.newer(), recalled.newer()]).toEqual(['two', 'draft', undefined]);
});

test('the same, twice in a row, is kept once; fifty are kept', () => {
  for (let each = 0; each < 60; each++) recalled.add(String(each));
  recalled.add('59');
  let last: string | undefined;
  let count = 0;
  for (let text = recalled.older(''); text !== undefined; text = recalled.older('')) {
    last = text;
    count += 1;
  }
  expect([count, last]).toEqual([50, '10']);
});
