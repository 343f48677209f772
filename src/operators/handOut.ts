import { type MonoTypeOperatorFunction, Observable, type Subscriber, type Subscription } from 'rxjs';

/**
 * Hands the source to all who are subscribed, as a Subject does, which looks for whoever leaves in a list of all: here that
 * takes no longer where there are thousands. Subscribes to the source once, with the first of them, and until it ends.
 */
export function handOut<T>(): MonoTypeOperatorFunction<T> {
  return (source$) => {
    const receivers = new Set<Subscriber<T>>();
    let source: Subscription | undefined;
    // Of those who are there now: whoever comes meanwhile came too late.
    const toEach = (hand: (receiver: Subscriber<T>) => void): void => [...receivers].forEach(hand);
    return new Observable((subscriber) => {
      receivers.add(subscriber);
      subscriber.add(() => receivers.delete(subscriber));
      source ??= source$.subscribe({
        next: (value) => toEach((receiver) => receiver.next(value)),
        error: (error: unknown) => toEach((receiver) => receiver.error(error)),
        complete: () => toEach((receiver) => receiver.complete()),
      });
    });
  };
}
