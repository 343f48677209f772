import { expect, test } from '@jest/globals';
import { delay, filter, identity, map, of } from 'rxjs';
import { route } from '../../src/operators/route.ts';
import { marbles } from '../support/marbles.ts';

type Event = { type: 'a'; value: number } | { type: 'b'; text: string };
const a = (value: number): Event => ({ type: 'a', value });
const b = (text: string): Event => ({ type: 'b', text });

const toText = route<Event, string>({
  a: map(({ value }) => `a${value}`),
  b: map(({ text }) => `b${text}`),
});

test('each event goes through the operator of its type, in order', () => {
  const got: string[] = [];
  of(a(1), b('x'), a(2), b('y'))
    .pipe(toText)
    .subscribe((text) => got.push(text));
  expect(got).toEqual(['a1', 'bx', 'a2', 'by']);
});

test('an operator that delays or drops holds up nobody else', () => {
  marbles(({ hot, expectObservable }) => {
    const routed$ = hot('-a-b-a-b', { a: a(1), b: b('x') }).pipe(
      route<Event, Event>({ a: delay(3), b: filter(() => false) }),
    );
    expectObservable(routed$).toBe('----a---a', { a: a(1) });
  });
});

test('never, empty, error, early unsubscribe', () => {
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    expectObservable(hot<Event>('---').pipe(toText)).toBe('---');
    expectObservable(hot<Event>('--|').pipe(toText)).toBe('--|');
    expectObservable(hot<Event>('-a-#', { a: a(1) }).pipe(toText)).toBe('-a-#', { a: 'a1' });
    const source$ = hot('-a-a', { a: a(1) });
    expectObservable(source$.pipe(toText), '^-!').toBe('-a', { a: 'a1' });
    expectSubscriptions(source$.subscriptions).toBe('^-!');
  });
});

test('an error of one operator is an error of the whole', () => {
  marbles(({ hot, expectObservable }) => {
    const broken = map<Event, Event>(() => {
      throw new Error('fault');
    });
    const routed$ = hot('-a-b', { a: a(1), b: b('x') }).pipe(route<Event, Event>({ a: identity, b: broken }));
    expectObservable(routed$).toBe('-a-#', { a: a(1) }, new Error('fault'));
  });
});
