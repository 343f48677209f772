import type { Observable, OperatorFunction, Subscriber } from 'rxjs';
import { ALONE, type Backplane, type Relayed } from '../backplane.ts';
import type { LinkEvent } from '../events.ts';
import type { History } from '../history.ts';
import { operate } from './operate.ts';

/**
 * Adds what comes from other nodes to what happens here, for as long as anything can happen here. What was said before is
 * for the history alone. An error of either ends both.
 */
export function withOthers<T>(
  { others$ }: Pick<Backplane, 'others$'>,
  history: History,
): OperatorFunction<T, T | Relayed | LinkEvent> {
  if (others$ === ALONE.others$) return (here$: Observable<T>) => here$; // alone, it costs nothing
  return operate((subscriber: Subscriber<T | Relayed | LinkEvent>) => {
    const others = others$.subscribe({
      next: (other) => {
        if (other.type === 'past') history.addBefore(other.messages);
        else subscriber.next(other);
      },
      error: (error: unknown) => subscriber.error(error),
    });
    subscriber.add(others);
    return { next: (value) => subscriber.next(value), last: () => others.unsubscribe() };
  });
}
