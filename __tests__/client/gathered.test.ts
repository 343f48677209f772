import { test } from '@jest/globals';
import { gathered } from '../../src/client/gathered.ts';
import { marbles } from '../support/marbles.ts';

test('the first comes at once, and what follows within a frame together', () => {
  marbles(({ cold, expectObservable }) => {
    const typed$ = cold('a-b-c 20ms d 40ms e|');
    expectObservable(typed$.pipe(gathered())).toBe('p 15ms q 15ms r 33ms s (t|)', {
      ...{ p: ['a'], q: ['b', 'c'], r: ['d'], s: ['e'], t: [] },
    });
  });
});
