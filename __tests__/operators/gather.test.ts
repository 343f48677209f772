import { expect, jest, test } from '@jest/globals';
import { concat, NEVER, Subject, timer, ignoreElements } from 'rxjs';
import { gather } from '../../src/operators/gather.ts';
import { marbles } from '../support/marbles.ts';
import { endOfTurn } from '../support/turns.ts';

/** A turn that lasts three frames. */
const turn$ = timer(3).pipe(ignoreElements());
const batches = { x: ['a'], y: ['a', 'b'], z: ['c'] };

test('never', () => {
  marbles(({ hot, expectObservable }) => {
    expectObservable(hot('----').pipe(gather(turn$))).toBe('----');
  });
});

test('empty: no batch', () => {
  marbles(({ cold, expectObservable }) => {
    expectObservable(cold('--|').pipe(gather(turn$))).toBe('--|');
  });
});

test('what comes within one turn is one batch, in order', () => {
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const source$ = hot('-a-b-----c-----', { a: 'a', b: 'b', c: 'c' });
    expectObservable(source$.pipe(gather(turn$)), '^---------------!').toBe('----y-------z', batches);
    expectSubscriptions(source$.subscriptions).toBe('^---------------!');
  });
});

test('the batch so far comes before the completion, and before the error', () => {
  marbles(({ hot, expectObservable }) => {
    expectObservable(hot('-a|').pipe(gather(turn$))).toBe('--(x|)', batches);
    expectObservable(hot('-a#').pipe(gather(turn$))).toBe('--(x#)', batches);
  });
});

test('early unsubscribe drops the batch and ends the turn', () => {
  marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    const endless$ = cold<never>('-----');
    expectObservable(hot('-a----').pipe(gather(endless$)), '^---!').toBe('-----');
    expectSubscriptions(endless$.subscriptions).toBe('-^--!');
  });
});

test('an error of the turn is not swallowed', () => {
  marbles(({ hot, cold, expectObservable }) => {
    expectObservable(hot('-a----').pipe(gather(cold<never>('--#')))).toBe('---#');
  });
});

test('what comes while a batch is handed on is in the next one', async () => {
  const source$ = new Subject<number>();
  const got: (readonly number[])[] = [];
  source$.pipe(gather()).subscribe((batch) => {
    got.push(batch);
    if (got.length < 3) source$.next(got.length);
  });
  source$.next(0);
  await endOfTurn();
  await endOfTurn();
  await endOfTurn();
  expect(got).toEqual([[0], [1], [2]]);
});

test('by default a turn is one of the event loop, and takes no timer', async () => {
  const timeout = jest.spyOn(globalThis, 'setTimeout');
  const interval = jest.spyOn(globalThis, 'setInterval');
  const source$ = new Subject<string>();
  const got: (readonly string[])[] = [];
  concat(source$, NEVER)
    .pipe(gather())
    .subscribe((batch) => got.push(batch));
  for (const word of ['one', 'two']) {
    source$.next(word);
    source$.next(`${word}!`);
    await endOfTurn();
  }
  expect(got).toEqual([
    ['one', 'one!'],
    ['two', 'two!'],
  ]);
  expect(timeout).not.toHaveBeenCalled();
  expect(interval).not.toHaveBeenCalled();
});
