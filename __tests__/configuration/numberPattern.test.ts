import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { numberPattern } from '../../src/configuration/numberPattern.ts';

test.each([10, 8])('takes what lies between its bounds, and nothing else, in base %i', (base) => {
  const numbers = fc.tuple(fc.nat(10 ** 12), fc.nat(10 ** 6), fc.nat(3)).map(([large, small, zeros]) => ({
    ...{ min: Math.min(small, large), max: large, zeros },
  }));
  fc.assert(
    fc.property(numbers, fc.nat(), ({ min, max, zeros }, other) => {
      const whole = new RegExp(`^${numberPattern(min, max, base)}$`);
      const near = [min - 1, min, min + 1, max - 1, max, max + 1, other, 0].filter((number) => number >= 0);
      for (const number of near) {
        const text = '0'.repeat(zeros) + number.toString(base);
        expect([text, whole.test(text)]).toEqual([text, number >= min && number <= max]);
      }
    }),
  );
});

test('takes all of a small range', () => {
  const whole = new RegExp(`^${numberPattern(7, 1203)}$`);
  for (let number = 0; number < 2000; number++) {
    expect([number, whole.test(String(number))]).toEqual([number, number >= 7 && number <= 1203]);
  }
});
