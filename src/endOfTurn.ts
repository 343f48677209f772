import { Observable } from 'rxjs';

/**
 * Completes when this turn of the event loop has read all that there was to read: in the phase right after polling,
 * so no timer is involved and nothing waits.
 */
export const endOfTurn$: Observable<never> = new Observable<never>((subscriber) => {
  const immediate = setImmediate(() => subscriber.complete());
  return () => clearImmediate(immediate);
});
