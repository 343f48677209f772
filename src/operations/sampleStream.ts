import { fromEvent, map, Observable, type OperatorFunction, takeUntil } from 'rxjs';
import type { Route } from './route.ts';
import type { Sample } from './sample.ts';

/** Bytes that a watcher may leave unread: several times as much as it is sent at first. */
const MOST_UNREAD = 256 * 1024;
/** Milliseconds after which a browser asks again. */
const TRY_AGAIN = 1000;

/**
 * Tells each sample to whoever watches, as server-sent events: first, as `history`, those that are kept, then, as `sample`, each
 * new one. The id is the time of the last, and whoever comes again with one is told what it has missed. A sample comes every
 * second, so that whoever hears none for longer may take the server for gone. Who does not read is cut; all are let go when the
 * server stops.
 */
export function sampleStream(sample$: Observable<Sample>, stopping$: Observable<unknown>): Route {
  return {
    path: '/stats/events',
    answer: (request, response) => {
      const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
      // Or a proxy would gather what is to be seen at once.
      response.writeHead(200, { ...headers, 'x-accel-buffering': 'no' });
      if (request.method === 'HEAD') {
        response.end();
        return;
      }
      response.write(`retry: ${TRY_AGAIN}\n\n`);
      const last = Number(request.headers['last-event-id']);
      sample$
        .pipe(
          keptAsOne(),
          map((samples, index) => (index === 0 ? history(samples, last) : samples.map(single).join(''))),
          takeUntil(stopping$),
          takeUntil(fromEvent(response, 'close')),
        )
        .subscribe({
          next: (text) => {
            if (response.writableLength > MOST_UNREAD) response.destroy();
            else response.write(text);
          },
          error: () => response.destroy(),
          complete: () => response.end(),
        });
    },
  };
}

/** What the source emits at once, when it is subscribed to, as one array, even if that is nothing; then one by one. */
function keptAsOne<T>(): OperatorFunction<T, readonly T[]> {
  return (source$) =>
    new Observable((subscriber) => {
      let kept: T[] | undefined = [];
      function handOver(): void {
        if (kept !== undefined) subscriber.next(kept);
        kept = undefined;
      }
      const subscription = source$.subscribe({
        next: (value) => {
          if (kept === undefined) subscriber.next([value]);
          else kept.push(value);
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => {
          handOver();
          subscriber.complete();
        },
      });
      handOver();
      return subscription;
    });
}

/** @param last the time up to which it is known; NaN where it is not. */
function history(samples: readonly Sample[], last: number): string {
  const news = samples.filter(({ time }) => !(time <= last));
  return eventOf('history', news.at(-1)?.time, news);
}

function single(sample: Sample): string {
  return eventOf('sample', sample.time, sample);
}

function eventOf(type: string, id: number | undefined, data: unknown): string {
  return `event: ${type}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}
