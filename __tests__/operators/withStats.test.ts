import { test } from '@jest/globals';
import type { Stats, TalkEvent } from '../../src/events.ts';
import { EVENT_TYPES } from '../../src/events.ts';
import { withStats } from '../../src/operators/withStats.ts';
import { Tally } from '../../src/tally.ts';
import { marbles } from '../support/marbles.ts';

const joined: TalkEvent = { type: 'joined', id: 1, name: 'x', address: 'y', port: 1, clients: 1 };
const sample = (isLast: boolean): Stats => new Tally().stats(7, isLast);
const values = { j: joined, s: sample(false), l: sample(true) };
const events = new Set(EVENT_TYPES);

test.each([
  ['every so often, and at last', 3, '-j---j-|', '-j-s-js(l|)'],
  ['0 is at last alone', 0, '-j---j-|', '-j---j-(l|)'],
  ['undefined is never', undefined, '-j---j-|', '-j---j-|'],
  ['not after an error', 3, '-j--#', '-j-s#'],
])('%s', (_, statsInterval, source, expected) => {
  marbles(({ hot, expectObservable }) => {
    const source$ = hot(source, values);
    expectObservable(source$.pipe(withStats({ statsInterval, events }, sample))).toBe(expected, values);
  });
});

test('never, where stats are no events that are wanted', () => {
  marbles(({ hot, expectObservable }) => {
    const wanted = { statsInterval: 1, events: new Set(['joined'] as const) };
    expectObservable(hot('-j--|', values).pipe(withStats(wanted, sample))).toBe('-j--|', values);
  });
});

test('early unsubscribe', () => {
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const source$ = hot('-j-----', values);
    expectObservable(source$.pipe(withStats({ statsInterval: 2, events }, sample)), '^--!').toBe(
      '-js',
      values,
    );
    expectSubscriptions(source$.subscriptions).toBe('^--!');
  });
});
