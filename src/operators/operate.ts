import { Observable, type OperatorFunction, type Subscriber } from 'rxjs';

/** What an operator does with what comes from its source. The end, either way, is passed on after `last`. */
interface Handlers<In> {
  next(value: In): void;
  /** Before the source's completion or error is passed on. */
  last?(): void;
}

/**
 * Builds an operator from handlers made afresh for each subscription, so that its state is never shared. For an
 * operator whose state is more than a `scan`. What a handler throws goes downstream as an error.
 */
export function operate<In, Out>(
  handlersFor: (subscriber: Subscriber<Out>) => Handlers<In>,
): OperatorFunction<In, Out> {
  return (source$) =>
    new Observable((subscriber) => {
      const handlers = handlersFor(subscriber);
      return source$.subscribe({
        next: (value) => {
          try {
            handlers.next(value);
          } catch (error) {
            subscriber.error(error);
          }
        },
        error: (error: unknown) => {
          handlers.last?.();
          subscriber.error(error);
        },
        complete: () => {
          handlers.last?.();
          subscriber.complete();
        },
      });
    });
}
