import {
  asyncScheduler,
  connect,
  defer,
  distinctUntilChanged,
  filter,
  map,
  merge,
  type Observable,
  of,
  type OperatorFunction,
  startWith,
  switchMap,
  take,
  takeUntil,
  timer,
} from 'rxjs';
import type { LinkDown, LinkEvent, LinkUp } from '../events.ts';

/** Whether newcomers are to be sent here, and why not. */
export type Readiness =
  | { readonly state: 'ready' }
  /** The server stops: those who are here are sent what is unsent. */
  | { readonly state: 'draining' }
  /** The other servers were not reached for longer than may be. `since` is when they last were, in milliseconds since 1970. */
  | { readonly state: 'linkDown'; readonly since: number };

const READY: Readiness = { state: 'ready' };

/**
 * Emits how ready the server is: at once, and with each change. `draining` is the last one. A link that is down for
 * `maxLinkDown` milliseconds makes it unready, one that was never up counts as down from the start; where nothing is heard of a
 * link, none is needed.
 */
export function readiness(
  stopping$: Observable<unknown>,
  maxLinkDown: number,
): OperatorFunction<LinkEvent, Readiness> {
  return (link$) =>
    defer(() => {
      const begun = asyncScheduler.now();
      const linked$ = link$.pipe(
        filter((event): event is LinkUp | LinkDown => event.link === 'up' || event.link === 'down'),
        map(({ link }) => link),
        distinctUntilChanged(),
        switchMap((link, index) => {
          if (link === 'up') return of(READY);
          const now = asyncScheduler.now();
          const since = index === 0 ? begun : now;
          return timer(Math.max(since + maxLinkDown - now, 0)).pipe(
            map((): Readiness => ({ state: 'linkDown', since })),
          );
        }),
        startWith(READY),
        distinctUntilChanged(),
      );
      return stopping$.pipe(
        take(1),
        map((): Readiness => ({ state: 'draining' })),
        connect((draining$) => merge(linked$.pipe(takeUntil(draining$)), draining$)),
      );
    });
}
