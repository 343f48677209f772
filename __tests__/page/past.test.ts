import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { repeated } from '../../src/page/past.ts';

test.each<[string, string[], string[], number]>([
  ['nothing is known', [], ['a'], 0],
  ['there is no past', ['a'], [], 0],
  ['all of it is known', ['a', 'b', 'c'], ['b', 'c'], 2],
  ['it goes on', ['a', 'b'], ['a', 'b', 'c'], 2],
  ['it begins after what is known', ['a', 'b'], ['c', 'd'], 0],
  ["one's own came in another order", ['a', 'own', 'b'], ['b', 'own', 'c'], 2],
  ['the last was lost', ['a', 'b', 'lost'], ['a', 'b', 'c'], 2],
])('where %s', (_, heard, past, count) => {
  expect(repeated(heard, past)).toBe(count);
});

test('no message that is new is taken for a known one, where no two are the same', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.nat(40), fc.nat(40), (said, since, kept) => {
      const all = Array.from({ length: said + since }, (_, each) => String(each));
      const past = all.slice(-kept || all.length);
      const known = all.slice(0, said);
      expect(repeated(known, past)).toBe(past.filter((message) => known.includes(message)).length);
    }),
  );
});
