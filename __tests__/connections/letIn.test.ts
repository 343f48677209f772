import { expect, test } from '@jest/globals';
import { Subject } from 'rxjs';
import { letIn } from '../../src/connections/letIn.ts';
import type { EventLoop } from '../../src/eventLoop.ts';
import { marbles } from '../support/marbles.ts';

/** A turn ends when the test says so, at the time that the test says. */
class HandLoop implements EventLoop {
  milliseconds = 0;
  #work: (() => void) | undefined;

  get isAwaited(): boolean {
    return this.#work !== undefined;
  }

  atEndOfTurn(work: () => void): () => void {
    this.#work = work;
    return () => {
      this.#work = undefined;
    };
  }

  now(): number {
    return this.milliseconds;
  }

  endTurn(): void {
    const work = this.#work;
    this.#work = undefined;
    work?.();
  }
}

function reception() {
  const loop = new HandLoop();
  const accepted$ = new Subject<number>();
  const entered: number[] = [];
  const sentAway: number[] = [];
  let isComplete = false;
  const subscription = accepted$.pipe(letIn((each) => sentAway.push(each), loop)).subscribe({
    next: (each) => entered.push(each),
    complete: () => {
      isComplete = true;
    },
  });
  return { loop, accepted$, entered, sentAway, subscription, isComplete: () => isComplete };
}

function accept(accepted$: Subject<number>, count: number): void {
  for (let each = 1; each <= count; each++) accepted$.next(each);
}

test('who comes alone is let in when a turn has brought nobody else', () => {
  const { loop, accepted$, entered } = reception();
  accepted$.next(1);
  loop.endTurn();
  expect(entered).toEqual([]);
  loop.endTurn();
  expect(entered).toEqual([1]);
  expect(loop.isAwaited).toBe(false);
});

test('accepting comes first, for half a second at the most', () => {
  const { loop, accepted$, entered } = reception();
  for (let each = 0; each < 500; each++) {
    loop.milliseconds = each;
    accepted$.next(each);
    loop.endTurn();
  }
  expect(entered).toEqual([]);
  loop.milliseconds = 500;
  accepted$.next(500);
  loop.endTurn();
  expect(entered).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('ten with each turn, in the order in which they came', () => {
  const { loop, accepted$, entered } = reception();
  accept(accepted$, 25);
  loop.endTurn();
  const after: number[] = [];
  while (loop.isAwaited) {
    loop.endTurn();
    after.push(entered.length);
  }
  expect(after).toEqual([10, 20, 25]);
  expect(entered).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
});

test('those still waiting are let in before the completion', () => {
  const { loop, accepted$, entered, isComplete } = reception();
  accept(accepted$, 11);
  accepted$.complete();
  loop.endTurn();
  loop.endTurn();
  expect([entered.length, isComplete()]).toEqual([10, false]);
  loop.endTurn();
  expect([entered.length, isComplete()]).toEqual([11, true]);
});

test('those still waiting are sent away when the subscriber leaves', () => {
  const { loop, accepted$, entered, sentAway, subscription } = reception();
  accept(accepted$, 12);
  loop.endTurn();
  loop.endTurn();
  subscription.unsubscribe();
  expect(entered).toHaveLength(10);
  expect(sentAway).toEqual([11, 12]);
  expect(loop.isAwaited).toBe(false);
});

test('a subscriber that leaves in the middle of a turn has the rest of it sent away', () => {
  const { loop, accepted$, sentAway } = reception();
  const alone = new HandLoop();
  const [refused, entered]: [number[], number[]] = [[], []];
  const subscription = accepted$.pipe(letIn((each) => refused.push(each), alone)).subscribe((each) => {
    entered.push(each);
    if (each === 2) subscription.unsubscribe();
  });
  accept(accepted$, 12);
  alone.endTurn();
  alone.endTurn();
  expect(entered).toEqual([1, 2]);
  expect(refused).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect([loop.isAwaited, sentAway]).toEqual([true, []]);
});

test('never, empty, error, early unsubscribe', () => {
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const lettingIn = letIn<string>(() => undefined);
    expectObservable(hot('---').pipe(lettingIn)).toBe('---');
    expectObservable(hot('--|').pipe(lettingIn)).toBe('--|');
    expectObservable(hot('--#').pipe(lettingIn)).toBe('--#');
    const source$ = hot('----');
    expectObservable(source$.pipe(lettingIn), '^-!').toBe('---');
    expectSubscriptions(source$.subscriptions).toBe('^-!');
  });
});
