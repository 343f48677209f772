import {
  concatWith,
  connect,
  defer,
  EMPTY,
  endWith,
  identity,
  ignoreElements,
  interval,
  map,
  merge,
  type MonoTypeOperatorFunction,
  of,
  takeUntil,
} from 'rxjs';
import type { Stats, TalkEvent } from '../events.ts';
import type { ChatSettings } from '../options.ts';

/**
 * Adds what was counted to the events: every `statsInterval` milliseconds, where that is not 0, and at last, when the events
 * complete. Where it is undefined, nothing.
 *
 * @param sample counts up to now.
 */
export function withStats(
  { statsInterval, events }: Pick<ChatSettings, 'statsInterval' | 'events'>,
  sample: (isLast: boolean) => Stats,
): MonoTypeOperatorFunction<TalkEvent> {
  if (statsInterval === undefined || !events.has('stats')) return identity;
  const sampled$ = statsInterval === 0 ? EMPTY : interval(statsInterval).pipe(map(() => sample(false)));
  const last$ = defer(() => of(sample(true)));
  return (events$) =>
    events$.pipe(
      connect((event$) => {
        const over$ = event$.pipe(ignoreElements(), endWith(true));
        return merge(event$, sampled$.pipe(takeUntil(over$)));
      }),
      concatWith(last$),
    );
}
