import { describe, expect, jest, test } from '@jest/globals';
import { asyncScheduler, NEVER, of, startWith, Subject, take, tap } from 'rxjs';
import type { Framing } from '../../src/options.ts';
import { limitRate } from '../../src/operators/limitRate.ts';
import { marbles } from '../support/marbles.ts';

const lines = (first: number, last: number) => {
  return Buffer.from(Array.from({ length: last - first + 1 }, (_, index) => `${first + index}\n`).join(''));
};

/** In virtual time, and with a connection that remembers its pauses. */
function limited(rate: number, framing: Framing = 'auto', pauses: string[] = []) {
  const clock = { now: () => asyncScheduler.now() };
  const connection = {
    pauseFor: (milliseconds: number) => pauses.push(`${milliseconds} at ${clock.now()}`),
  };
  return limitRate({ rate, framing }, connection, NEVER, clock);
}

test('five seconds’ worth pass at once, then so many a second; nothing is lost', () => {
  const pauses: string[] = [];
  marbles(({ hot, expectObservable }) => {
    const values = { a: lines(1, 13), b: lines(1, 10), c: lines(11, 11), d: lines(12, 12), e: lines(13, 13) };
    const source$ = hot('a', values);
    expectObservable(source$.pipe(limited(2, 'auto', pauses))).toBe('b 499ms c 499ms d 499ms e', values);
  });
  expect(pauses[0]).toBe('2000 at 0');
});

test('what comes while others wait is behind them', () => {
  marbles(({ hot, expectObservable }) => {
    const values = { a: lines(1, 6), b: lines(7, 7), x: lines(1, 5), y: lines(6, 6), z: lines(7, 7) };
    expectObservable(hot('a 299ms b', values).pipe(limited(1))).toBe('x 999ms y 999ms z', values);
  });
});

test('who was silent may say as much at once again, and not more', () => {
  marbles(({ hot, expectObservable }) => {
    const values = { a: lines(1, 5), b: lines(6, 11), x: lines(6, 10), y: lines(11, 11) };
    expectObservable(hot('a 59s 999ms b', values).pipe(limited(1))).toBe('a 59s 999ms x 999ms y', values);
  });
});

test('whoever keeps to the rate never waits, and its messages pass untouched', () => {
  const pauses: string[] = [];
  marbles(({ hot, expectObservable }) => {
    const values = { a: lines(1, 1) };
    const marble = 'a 499ms a 499ms a 499ms a 499ms a 499ms a 499ms a';
    expectObservable(hot(marble, values).pipe(limited(2, 'auto', pauses))).toBe(marble, values);
  });
  expect(pauses).toEqual([]);
});

test('with framing chunk, a chunk is one message', () => {
  marbles(({ hot, expectObservable }) => {
    const values = { a: lines(1, 100) };
    expectObservable(hot('aaaaaa', values).pipe(limited(1, 'chunk'))).toBe('aaaaa 995ms a', values);
  });
});

describe('when the messages end,', () => {
  const values = { a: lines(1, 7), x: lines(1, 5), y: lines(6, 6), z: lines(7, 7), r: lines(6, 7) };

  test('the completion waits for what waits', () => {
    marbles(({ hot, expectObservable }) => {
      expectObservable(hot('a-|', values).pipe(limited(1))).toBe('x 999ms y 999ms (z|)', values);
      expectObservable(hot('5s a-|', values).pipe(limited(2))).toBe('5s a-|', values);
    });
  });

  test('an error does not, and what waits is gone', () => {
    marbles(({ hot, expectObservable }) => {
      expectObservable(hot('a-#', values).pipe(limited(1))).toBe('x-#', values);
    });
  });
});

describe('when the chat stops,', () => {
  const values = { a: lines(1, 7), b: lines(8, 20), x: lines(1, 5), r: lines(6, 7) };

  test('what waits passes at once, and so does all that still comes', () => {
    marbles(({ hot, expectObservable }) => {
      const stop$ = hot('--s');
      const limitedUntil = limitRate({ rate: 1, framing: 'auto' }, {}, stop$, {
        now: () => asyncScheduler.now(),
      });
      expectObservable(hot('a---b|', values).pipe(limitedUntil)).toBe('x-r-b|', values);
      expectObservable(hot('a|', values).pipe(limitedUntil)).toBe('x-(r|)', values);
    });
  });

  test('as what passes causes it, nothing is lost', () => {
    const stop$ = new Subject<void>();
    const got: string[] = [];
    of(lines(1, 4), lines(5, 7))
      .pipe(
        limitRate({ rate: 1, framing: 'auto' }, {}, stop$),
        tap(() => stop$.next()),
      )
      .subscribe({ next: (bytes) => got.push(bytes.toString()), complete: () => got.push('complete') });
    expect(got).toEqual(['1\n2\n3\n4\n', '5\n6\n7\n', 'complete']);
  });
});

test('whoever leaves because of what passes leaves no timer behind', () => {
  jest.useFakeTimers();
  const got: string[] = [];
  NEVER.pipe(startWith(lines(1, 9)), limitRate({ rate: 1, framing: 'auto' }, {}, NEVER), take(1)).subscribe(
    (bytes) => got.push(bytes.toString()),
  );
  expect([got, jest.getTimerCount()]).toEqual([['1\n2\n3\n4\n5\n'], 0]);
  jest.useRealTimers();
});

test('0 is no limit', () => {
  marbles(({ hot, expectObservable }) => {
    const values = { a: lines(1, 1000) };
    expectObservable(hot('aaa|', values).pipe(limited(0))).toBe('aaa|', values);
  });
});

test('a connection that cannot pause has what is beyond kept for it', () => {
  marbles(({ hot, expectObservable }) => {
    const values = { a: lines(1, 6), x: lines(1, 5), y: lines(6, 6) };
    const clock = { now: () => asyncScheduler.now() };
    const unpaused = limitRate({ rate: 1, framing: 'auto' }, {}, NEVER, clock);
    expectObservable(hot('a', values).pipe(unpaused)).toBe('x 999ms y', values);
  });
});

test('never, empty, error, early unsubscribe', () => {
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    expectObservable(hot<Buffer>('---').pipe(limited(1))).toBe('---');
    expectObservable(hot<Buffer>('--|').pipe(limited(1))).toBe('--|');
    expectObservable(hot<Buffer>('--#').pipe(limited(1))).toBe('--#');
    const values = { a: lines(1, 9), x: lines(1, 5) };
    const source$ = hot('-a', values);
    expectObservable(source$.pipe(limited(1)), '^ 999ms !').toBe('-x', values);
    expectSubscriptions(source$.subscriptions).toBe('^ 999ms !');
  });
});
