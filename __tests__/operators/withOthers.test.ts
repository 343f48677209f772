import { expect, test } from '@jest/globals';
import { NEVER, type Observable } from 'rxjs';
import { ALONE, type Backplane } from '../../src/backplane.ts';
import type { LinkEvent } from '../../src/events.ts';
import { History } from '../../src/history.ts';
import { withOthers } from '../../src/operators/withOthers.ts';
import { Speech } from '../../src/speech.ts';
import { marbles } from '../support/marbles.ts';

const client = { id: 7, name: 'bob', address: '192.0.2.7', port: 7 };
const x = new Speech(undefined, client, Buffer.from('bob says: hi\n'), 1, undefined, 'b-000000000000');
const y: LinkEvent = { type: 'link', link: 'epoch' };

function history(): History {
  return new History({ history: 2, historySize: 100 });
}

const others = (others$: Observable<unknown>) => ({ others$: others$ as Backplane['others$'] });

test('adds what comes from elsewhere, for as long as anything can happen here', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const here$ = cold('-a---b-|');
    const others$ = cold('--x-y---x', { x, y });
    const all$ = here$.pipe(withOthers(others(others$), history()));
    expectObservable(all$).toBe('-ax-yb-|', { a: 'a', b: 'b', x, y });
    expectSubscriptions(others$.subscriptions).toBe('^------!');
  });
});

test('ends with an error of either', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const failing$ = cold('-#');
    const others$ = cold('-----');
    expectObservable(failing$.pipe(withOthers(others(others$), history()))).toBe('-#');
    expectSubscriptions(others$.subscriptions).toBe('^!');
    const here$ = cold('-----');
    expectObservable(here$.pipe(withOthers(others(cold('--#')), history()))).toBe('--#');
    expectSubscriptions(here$.subscriptions).toBe('^-!');
  });
});

test('unsubscribes from both', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const here$ = cold('-----');
    const others$ = cold('-----');
    expectObservable(here$.pipe(withOthers(others(others$), history())), '^--!').toBe('---');
    expectSubscriptions(here$.subscriptions).toBe('^--!');
    expectSubscriptions(others$.subscriptions).toBe('^--!');
  });
});

test('keeps what was said before for newcomers alone', () => {
  const kept = history();
  marbles(({ cold, expectObservable, flush }) => {
    const past = { type: 'past', messages: [Buffer.from('old\n')] };
    expectObservable(cold('----|').pipe(withOthers(others(cold('-p', { p: past })), kept))).toBe('----|');
    flush();
  });
  expect(kept.delivery?.messages.map(String)).toEqual(['old\n']);
});

test('is nothing at all where there can be nobody else', () => {
  expect(withOthers(ALONE, history())(NEVER)).toBe(NEVER);
});
