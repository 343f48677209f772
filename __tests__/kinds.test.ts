import { expect, test } from '@jest/globals';
import { filter, of, Subject } from 'rxjs';
import { OptionError } from '../src/errors.ts';
import { arrayOf, checkKinds, OBSERVABLE, oneOf, OPERATOR, TEXT, YES_OR_NO } from '../src/kinds.ts';

const EVEN = arrayOf('even numbers', (entry) => Number(entry) % 2 === 0);

test.each([
  [TEXT, ['', 'x']],
  [YES_OR_NO, [false, true]],
  [OPERATOR, [filter(Boolean)]],
  [OBSERVABLE, [of(1), new Subject()]],
  [oneOf(['a', 'b']), ['a', 'b']],
  [EVEN, [[], [2, 4]]],
])('what is %p fits, and undefined is as good as left out', (kind, values) => {
  for (const value of [...values, undefined]) {
    expect(() => checkKinds({ option: value }, { option: kind })).not.toThrow();
  }
  expect(() => checkKinds({}, { option: kind })).not.toThrow();
});

test('the first option that does not fit is named, with its first entry that does not', () => {
  const options = { first: [2], second: [2, 3, 5], third: 7 };
  const message = 'second must be even numbers, not 3';
  expect(() => checkKinds(options, { first: EVEN, second: EVEN, third: TEXT })).toThrow(
    new OptionError(message),
  );
});
