import { describe, expect, test } from '@jest/globals';
import { type LimitName, LIMITS } from '../src/limits.ts';
import { limitFrom, range, usual, usualAndRange, wanted } from '../src/limitSyntax.ts';

const NAMES = Object.keys(LIMITS) as LimitName[]; // its own keys

test.each<[LimitName, string, string]>([
  ['port', '12345, 0 to 65535; 0: a free one', 'a whole number from 0 to 65535'],
  ['socketMode', '660, 0 to 777', 'an octal mode such as 660, from 0 to 777'],
  ['maxClientsPerIp', '0, 0 to 1048576; 0: no limit', 'a whole number from 0 to 1048576'],
  ['rate', '0, 0 to 1000000; 0: no limit', 'a whole number from 0 to 1000000'],
  ['whoBurst', '5, 1 to 1000000', 'a whole number from 1 to 1000000'],
  ['maxBacklog', '8m, 1 to 1g', 'a size such as 64k or 8m, from 1 to 1g'],
  ['maxTotalBacklog', '256m, 1 to 1024g', 'a size such as 64k or 8m, from 1 to 1024g'],
  ['slowAfter', '10s, 100ms to 576h', 'a time such as 500ms, 10s or 2m, from 100ms to 576h'],
  ['maxPause', '50ms, 0 to 576h; 0: never', 'a time such as 500ms, 10s or 2m, from 0 to 576h'],
])('%s is told as %j', (name, told, want) => {
  expect([usualAndRange(LIMITS[name]), wanted(LIMITS[name])]).toEqual([told, want]);
});

test.each(NAMES)('what is told of %s can be written', (name) => {
  const { [name]: limit } = LIMITS;
  const written = [usual(limit), ...range(limit).split(' to ')];
  expect(written.map((text) => limitFrom(limit, text))).toEqual([limit.default, limit.min, limit.max]);
});

describe('what a limit cannot be', () => {
  test.each<[LimitName, string]>([
    ['port', '65536'],
    ['port', '-1'],
    ['port', '1e3'],
    ['whoBurst', '0'],
    ['socketMode', '1000'],
    ['socketMode', '668'],
    ['maxMessage', '0'],
    ['maxMessage', '1025m'],
    ['slowAfter', '99ms'],
    ['slowAfter', '577h'],
    ['drainTimeout', '1k'],
  ])('%s %s', (name, text) => {
    expect(limitFrom(LIMITS[name], text)).toBeNaN();
  });
});
