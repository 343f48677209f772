import { Observable, type OperatorFunction, type Subscription } from 'rxjs';

/**
 * Merges all that each value brings, as `mergeMap` does, which looks for whoever completes in a list of all: here that
 * takes no longer where there are thousands.
 */
export function mergeEach<In, Out>(bring$: (value: In) => Observable<Out>): OperatorFunction<In, Out> {
  return (source$) =>
    new Observable((subscriber) => {
      const running = new Set<Subscription>();
      let isComplete = false;

      function checkComplete(): void {
        if (isComplete && running.size === 0) subscriber.complete();
      }

      function run(value: In): void {
        const one = bring$(value).subscribe({
          next: (brought) => subscriber.next(brought),
          error: (error: unknown) => subscriber.error(error),
        });
        running.add(one);
        one.add(() => {
          running.delete(one);
          checkComplete();
        });
        if (subscriber.closed) one.unsubscribe();
      }

      subscriber.add(() => running.forEach((one) => one.unsubscribe()));
      subscriber.add(
        source$.subscribe({
          next: run,
          error: (error: unknown) => subscriber.error(error),
          complete: () => {
            isComplete = true;
            checkComplete();
          },
        }),
      );
    });
}
