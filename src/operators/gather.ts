import type { Observable, OperatorFunction, Subscription } from 'rxjs';
import { endOfTurn$ } from '../endOfTurn.ts';
import { operate } from './operate.ts';

/**
 * Gathers what comes within one turn into one batch, in order; never an empty one. A lone value leaves in the turn in
 * which it came. When the source ends, either way, the batch so far comes first.
 *
 * @param turn$ completes at the end of the turn in which it was subscribed to.
 */
export function gather<T>(turn$: Observable<never> = endOfTurn$): OperatorFunction<T, readonly T[]> {
  return operate((subscriber) => {
    let batch: T[] = [];
    let turn: Subscription | undefined;

    function release(): void {
      turn?.unsubscribe();
      turn = undefined;
      const released = batch;
      batch = [];
      if (released.length > 0) subscriber.next(released);
    }

    return {
      next(value) {
        batch.push(value);
        if (turn === undefined) {
          turn = turn$.subscribe({
            error: (error: unknown) => subscriber.error(error),
            complete: release,
          });
          subscriber.add(turn);
        }
      },
      last: release,
    };
  });
}
