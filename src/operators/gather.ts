import type { OperatorFunction } from 'rxjs';
import { eventLoop, type EventLoop } from '../eventLoop.ts';
import { operate } from './operate.ts';

/**
 * Milliseconds that a batch may grow for, from the end of its first turn. Far below what a person notices, and about what a
 * fan-out to a few hundred clients takes: a room that is busy enough to fill it waits for that anyway.
 */
const MOST_GROWING = 1.5;

/**
 * Bytes at which a batch is large enough: a larger one would cost no less for each byte, and what it does to those who
 * read slowly would show too late to slow whoever fills it.
 */
const LARGE = 256 * 1024;

/**
 * Gathers what comes into batches, in order; never an empty one. A lone value leaves in the turn of the event loop in which
 * it came. Where more comes, or came for the batch before, gathers on until a turn brings nothing new, for 1.5 ms after
 * its first turn at the most: under load there are fewer and larger batches, and the larger they are, the less each value in
 * them costs. A batch of 256 KiB leaves at once. When the source ends, either way, the batch so far comes first.
 *
 * @param bytesOf what a value adds to the load; those that add nothing ride along, and are waited for by nobody.
 */
export function gather<T>(
  bytesOf: (value: T) => number,
  loop: EventLoop = eventLoop,
): OperatorFunction<T, readonly T[]> {
  return operate((subscriber) => {
    let batch: T[] = [];
    let count = 0;
    let countBefore = 0;
    let bytes = 0;
    let isLoaded = false;
    let began = 0;
    let cancel: (() => void) | undefined;
    subscriber.add(() => cancel?.());

    function release(): void {
      cancel?.();
      cancel = undefined;
      const released = batch;
      batch = [];
      isLoaded = count > 1;
      count = 0;
      countBefore = 0;
      bytes = 0;
      if (released.length > 0) subscriber.next(released);
    }

    function turnEnds(): void {
      const isLone = count <= 1 && !isLoaded;
      if (isLone || count === countBefore || hasGrownEnough()) {
        release();
      } else {
        countBefore = count;
        cancel = loop.atEndOfTurn(turnEnds);
      }
    }

    function hasGrownEnough(): boolean {
      const now = loop.now();
      if (countBefore === 0) began = now;
      return now - began >= MOST_GROWING;
    }

    return {
      next(value) {
        batch.push(value);
        const more = bytesOf(value);
        if (more > 0) count += 1;
        bytes += more;
        if (bytes >= LARGE) release();
        else cancel ??= loop.atEndOfTurn(turnEnds);
      },
      last: release,
    };
  });
}
