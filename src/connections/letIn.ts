import { type MonoTypeOperatorFunction, Observable } from 'rxjs';
import { eventLoop, type EventLoop } from '../eventLoop.ts';

/**
 * Milliseconds that whoever was accepted waits for others to be accepted, at the most. Node accepts one connection with each
 * turn of the event loop, and to let one in takes several times as long: done in between, it would let the kernel's backlog
 * overflow in a storm of connects, and those beyond it wait for a second or three.
 */
const MOST_WAITING = 500;

/** How many are let in with one turn, so that a long queue is no silence for those who are in already. */
const IN_ONE_TURN = 10;

/**
 * Lets in whoever was accepted once a turn of the event loop has brought nobody else, a few with each turn: accepting comes
 * first. Those still waiting when the source completes are let in before that; when the subscriber leaves, they are sent
 * away.
 */
export function letIn<T>(
  sendAway: (accepted: T) => void,
  loop: EventLoop = eventLoop,
): MonoTypeOperatorFunction<T> {
  return (accepted$) =>
    new Observable((subscriber) => {
      let waiting: T[] = [];
      let since = 0;
      let hasMore = false;
      let isComplete = false;
      let cancel: (() => void) | undefined;

      function turnEnds(): void {
        const waitsOn = hasMore && loop.now() - since < MOST_WAITING;
        hasMore = false;
        if (!waitsOn) letFewIn();
        cancel = waiting.length > 0 ? loop.atEndOfTurn(turnEnds) : undefined;
        if (isComplete && cancel === undefined) subscriber.complete();
      }

      /** One by one, as any of them may make the subscriber leave. */
      function letFewIn(): void {
        const count = Math.min(IN_ONE_TURN, waiting.length);
        for (let done = 0; done < count && !subscriber.closed; done++) {
          const [accepted] = waiting.splice(0, 1);
          if (accepted !== undefined) subscriber.next(accepted);
        }
      }

      subscriber.add(() => {
        cancel?.();
        waiting.forEach(sendAway);
        waiting = [];
      });
      subscriber.add(
        accepted$.subscribe({
          next: (accepted) => {
            waiting.push(accepted);
            hasMore = true;
            if (cancel !== undefined) return;
            since = loop.now();
            cancel = loop.atEndOfTurn(turnEnds);
          },
          error: (error: unknown) => subscriber.error(error),
          complete: () => {
            isComplete = true;
            if (cancel === undefined) subscriber.complete();
          },
        }),
      );
    });
}
