import { expect, test } from '@jest/globals';
import { asyncScheduler, of } from 'rxjs';
import { operate } from '../../src/operators/operate.ts';
import { marbles } from '../support/marbles.ts';

/** Emits each value twice, and `z` at the end. */
const twice = operate<string, string>((subscriber) => ({
  next(value) {
    subscriber.next(value);
    subscriber.next(value);
  },
  last: () => subscriber.next('z'),
}));

test('never, empty, values, error, early unsubscribe', () => {
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    expectObservable(hot('---').pipe(twice)).toBe('---');
    expectObservable(hot('--|').pipe(twice)).toBe('--(z|)');
    expectObservable(hot('-a----|').pipe(twice)).toBe('-(aa)-(z|)');
    expectObservable(hot('-#').pipe(twice)).toBe('-(z#)');
    const source$ = hot('-a-b-c');
    expectObservable(source$.pipe(twice), '^--!').toBe('-(aa)');
    expectSubscriptions(source$.subscriptions).toBe('^--!');
  });
});

test('the completion is the operator’s own, where it says so', () => {
  const later = operate<string, string>((subscriber) => ({
    next: (value) => subscriber.next(value),
    last: () => subscriber.next('y'),
    complete: () => void asyncScheduler.schedule(() => subscriber.complete(), 2),
  }));
  marbles(({ hot, expectObservable }) => {
    expectObservable(hot('-a|').pipe(later)).toBe('-ay-|');
    expectObservable(hot('-a#').pipe(later)).toBe('-a(y#)');
  });
});

test('what a handler throws goes downstream, and ends the subscription', () => {
  const fault = new Error('fault');
  const got: unknown[] = [];
  of(1, 2)
    .pipe(
      operate<number, number>(() => ({
        next() {
          throw fault;
        },
      })),
    )
    .subscribe({ error: (error: unknown) => got.push(error) });
  expect(got).toEqual([fault]);
});
