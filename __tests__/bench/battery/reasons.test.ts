import { expect, test } from '@jest/globals';
import { leftFor } from '../../../bench/battery/reasons.ts';

test('clients left for the reasons that are expected, in any order', () => {
  expect(leftFor({ slow: 1, stopped: 2 }, ['stopped', 'slow', 'stopped'])).toEqual([]);
  expect(leftFor({}, [])).toEqual([]);
});

test('anything else is a problem', () => {
  expect(leftFor({ slow: 2 }, ['slow'])).toEqual(['left: 1 slow; expected: 2 slow']);
  expect(leftFor({ slow: 1 }, ['slow', 'reset'])).toEqual(['left: 1 slow, 1 reset; expected: 1 slow']);
  expect(leftFor({ slow: 1 }, [])).toEqual(['left: nobody; expected: 1 slow']);
});
