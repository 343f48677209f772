import { describe, expect, test } from '@jest/globals';
import { Observable, of, Subject } from 'rxjs';
import { mergeEach } from '../../src/operators/mergeEach.ts';

describe('mergeEach', () => {
  function play(): {
    source$: Subject<Subject<string>>;
    seen: string[];
    unsubscribe: () => void;
  } {
    const source$ = new Subject<Subject<string>>();
    const seen: string[] = [];
    const subscription = source$.pipe(mergeEach((inner$) => inner$)).subscribe({
      next: (value) => seen.push(value),
      error: (error: unknown) => seen.push(String(error)),
      complete: () => seen.push('complete'),
    });
    return { source$, seen, unsubscribe: () => subscription.unsubscribe() };
  }

  test('passes on what each brings, and completes with the last of them', () => {
    const { source$, seen } = play();
    const [one$, two$] = [new Subject<string>(), new Subject<string>()];
    source$.next(one$);
    source$.next(two$);
    one$.next('a');
    two$.next('b');
    one$.complete();
    source$.complete();
    two$.next('c');
    expect(seen).toEqual(['a', 'b', 'c']);
    two$.complete();
    expect(seen).toEqual(['a', 'b', 'c', 'complete']);
  });

  test('completes with the source where nothing runs', () => {
    const seen: string[] = [];
    of('a', 'b')
      .pipe(mergeEach((value) => of(value, value)))
      .subscribe({ next: (value) => seen.push(value), complete: () => seen.push('complete') });
    expect(seen).toEqual(['a', 'a', 'b', 'b', 'complete']);
  });

  test.each([
    ['of one', (one$: Subject<string>) => one$.error(new Error('broken'))],
    [
      'of the source',
      (_$: Subject<string>, source$: Subject<Subject<string>>) => source$.error(new Error('broken')),
    ],
  ])('an error %s ends all', (_, breakIt) => {
    const { source$, seen } = play();
    const [one$, two$] = [new Subject<string>(), new Subject<string>()];
    source$.next(one$);
    source$.next(two$);
    breakIt(one$, source$);
    expect(seen).toEqual(['Error: broken']);
    expect([source$.observed, one$.observed, two$.observed]).toEqual([false, false, false]);
  });

  test('unsubscribing ends all', () => {
    const { source$, seen, unsubscribe } = play();
    const one$ = new Subject<string>();
    source$.next(one$);
    unsubscribe();
    expect([source$.observed, one$.observed]).toEqual([false, false]);
    expect(seen).toEqual([]);
  });

  test('whoever unsubscribes because of a first value leaves nothing behind', () => {
    let isGone = false;
    const source$ = new Subject<void>();
    const subscription = source$
      .pipe(
        mergeEach(
          () =>
            new Observable<string>((subscriber) => {
              subscriber.next('a');
              return () => (isGone = true);
            }),
        ),
      )
      .subscribe(() => subscription.unsubscribe());
    source$.next();
    expect(isGone).toBe(true);
  });
});
