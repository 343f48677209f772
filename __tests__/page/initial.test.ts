import { expect, test } from '@jest/globals';
import { initialOf } from '../../src/page/initial.ts';

test.each([
  ['alice', 'A'],
  ['éva', 'É'],
  ['نور', 'ن'],
  ['  7of9', '7'],
  ['<b>', 'B'],
  ['🎉 party', '🎉'],
  ['🇩🇪 Fan', '🇩🇪'],
  ['👩‍👧 us', '👩‍👧'],
  ['❤️', '❤️'],
  [`z${'\u0335'.repeat(60)}`, 'Z'],
  ['***', '?'],
  ['\u200d', '?'],
  [undefined, '?'],
])('of %j it is %j', (name, initial) => {
  expect(initialOf(name)).toBe(initial);
});
