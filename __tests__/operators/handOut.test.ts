import { expect, test } from '@jest/globals';
import { Subject, type Subscription } from 'rxjs';
import { handOut } from '../../src/operators/handOut.ts';

test('hands each value to all who are there, and to nobody who has left or comes meanwhile', () => {
  const source$ = new Subject<string>();
  const shared$ = source$.pipe(handOut());
  const seen: string[] = [];
  expect(source$.observed).toBe(false);

  const comeLate = (): Subscription => shared$.subscribe((late) => seen.push(`late ${late}`));
  const first = shared$.subscribe((value) => {
    seen.push(`first ${value}`);
    if (value === 'b') comeLate();
  });
  const second = shared$.subscribe((value) => seen.push(`second ${value}`));
  source$.next('a');
  second.unsubscribe();
  source$.next('b');
  first.unsubscribe();
  source$.next('c');
  expect(seen).toEqual(['first a', 'second a', 'first b', 'late c']);
});

test('whoever leaves because of what another does is handed nothing', () => {
  const source$ = new Subject<string>();
  const shared$ = source$.pipe(handOut());
  const seen: string[] = [];
  shared$.subscribe(() => second.unsubscribe());
  const second = shared$.subscribe((value) => seen.push(value));
  source$.next('a');
  expect(seen).toEqual([]);
});

test('hands the end of the source to all, either way', () => {
  for (const end of ['error', 'complete'] as const) {
    const source$ = new Subject<string>();
    const shared$ = source$.pipe(handOut());
    const seen: string[] = [];
    for (let receiver = 0; receiver < 2; receiver++) {
      shared$.subscribe({ error: () => seen.push('error'), complete: () => seen.push('complete') });
    }
    if (end === 'error') source$.error(new Error('broken'));
    else source$.complete();
    expect(seen).toEqual([end, end]);
  }
});
