import { Observable, type Observer, type OperatorFunction, type Subscriber } from 'rxjs';

/** What an operator does with what comes from its source. The end, either way, is passed on after `last`. */
export interface Handlers<In> {
  next(value: In): void;
  /** Before the source's completion or error is passed on. */
  last?(): void;
  /** Instead of passing the completion on, which is then up to this operator, now or later. */
  complete?(): void;
}

/**
 * Builds an operator from handlers made afresh for each subscription, so that its state is never shared. For an
 * operator whose state is more than a `scan`. What a handler throws goes downstream as an error.
 */
export function operate<In, Out>(
  handlersFor: (subscriber: Subscriber<Out>) => Handlers<In>,
): OperatorFunction<In, Out> {
  return (source$) =>
    new Observable((subscriber) => source$.subscribe(new Operation(handlersFor(subscriber), subscriber)));
}

/** A class, not three closures: there are several of these for each connection. */
class Operation<In, Out> implements Observer<In> {
  readonly #handlers: Handlers<In>;
  readonly #subscriber: Subscriber<Out>;

  constructor(handlers: Handlers<In>, subscriber: Subscriber<Out>) {
    this.#handlers = handlers;
    this.#subscriber = subscriber;
  }

  next(value: In): void {
    try {
      this.#handlers.next(value);
    } catch (error) {
      this.#subscriber.error(error);
    }
  }

  error(error: unknown): void {
    this.#handlers.last?.();
    this.#subscriber.error(error);
  }

  complete(): void {
    this.#handlers.last?.();
    if (this.#handlers.complete === undefined) this.#subscriber.complete();
    else this.#handlers.complete();
  }
}
