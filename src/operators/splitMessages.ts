import { asyncScheduler, type OperatorFunction, type Subscription } from 'rxjs';
import { ByteQueue } from '../byteQueue.ts';
import type { ChatSettings } from '../options.ts';
import { operate } from './operate.ts';

const NEWLINE = 0x0a;

/**
 * Cuts the chunks of one client into messages. Put together, the messages are exactly the chunks.
 *
 * - `chunk`: every chunk is a message.
 * - `line`: a message ends with `\n`. An unfinished last one is given its `\n`.
 * - `auto`: the same for a client that has ever sent a `\n`, but the start of a line is held for no more than `maxHold`
 *   milliseconds. From a client that never has, a chunk is a message at once.
 *
 * The start of a line is passed on as it is once it is longer than `maxMessage` bytes, and when the chunks end, whether
 * they complete or error.
 */
export function splitMessages(
  settings: Pick<ChatSettings, 'framing' | 'maxMessage' | 'maxHold'>,
): OperatorFunction<Buffer, Buffer> {
  const { framing, maxMessage, maxHold } = settings;
  if (framing === 'chunk') return (chunks$) => chunks$;

  return operate((subscriber) => {
    const held = new ByteQueue();
    let hold: Subscription | undefined;
    let speaksInLines = framing === 'line';
    let lineIsOpen = false;

    function pass(message: Buffer): void {
      lineIsOpen = message[message.length - 1] !== NEWLINE;
      subscriber.next(message);
    }

    function release(): void {
      hold?.unsubscribe();
      hold = undefined;
      if (held.length > 0) pass(held.take());
    }

    function keep(start: Buffer): void {
      held.push(start);
      if (held.length > maxMessage) {
        release();
      } else if (framing === 'auto' && hold === undefined) {
        hold = asyncScheduler.schedule(release, maxHold);
        subscriber.add(hold);
      }
    }

    function passLine(line: Buffer): void {
      if (held.length === 0) {
        pass(line);
      } else {
        held.push(line);
        release();
      }
    }

    return {
      next(chunk) {
        let start = 0;
        for (let end = chunk.indexOf(NEWLINE) + 1; end > 0; end = chunk.indexOf(NEWLINE, start) + 1) {
          speaksInLines = true;
          passLine(chunk.subarray(start, end));
          start = end;
        }
        if (start === chunk.length) return;
        if (speaksInLines) keep(chunk.subarray(start));
        else pass(chunk.subarray(start));
      },
      last() {
        if (framing === 'line' && (lineIsOpen || held.length > 0)) held.push(Buffer.of(NEWLINE));
        release();
      },
    };
  });
}
