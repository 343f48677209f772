import { expect, test } from '@jest/globals';
import { MOST_CHARACTERS, MOST_MESSAGES } from '../../src/page/limits.ts';
import { newest } from '../../src/page/newest.ts';

const lengthOf = (length: number): number => length;

test.each([
  ['all, where they are few', [1, 2, 3], [1, 2, 3]],
  ['none of none', [], []],
  [
    'as many as can be shown',
    [7, ...Array<number>(MOST_MESSAGES).fill(1)],
    Array<number>(MOST_MESSAGES).fill(1),
  ],
  ['as long as can be shown', [5, MOST_CHARACTERS - 1, 1], [MOST_CHARACTERS - 1, 1]],
  ['the last in any case', [1, MOST_CHARACTERS + 1], [MOST_CHARACTERS + 1]],
])('%s', (_, messages, kept) => {
  expect(newest(messages, lengthOf)).toEqual(kept);
});
