import { asyncScheduler, type OperatorFunction, type Subscriber, type Subscription } from 'rxjs';
import { ByteQueue } from '../byteQueue.ts';
import { endOfLine, NEWLINE } from '../lines.ts';
import type { Connection } from '../events.ts';
import type { ChatSettings } from '../options.ts';
import { type Handlers, operate } from './operate.ts';

type FramingSettings = Pick<ChatSettings, 'framing' | 'maxMessage' | 'maxHold'>;

/**
 * Makes the chunks of one client end where a message ends: each Buffer that comes out is one whole message or, of lines,
 * several. A chunk that ends so already, as most do, passes untouched. Put together, what comes out is exactly the chunks.
 *
 * - `chunk`: every chunk is a message.
 * - `line`: a message ends with `\n`. An unfinished last one is given its `\n`.
 * - `auto`: the same for a client that has ever sent a `\n`, but the start of a line is held for no more than `maxHold`
 *   milliseconds in which the client is read from. From a client that never has, a chunk is a message at once.
 *
 * The start of a line is passed on as it is once it is longer than `maxMessage` bytes, and when the chunks end, whether
 * they complete or error.
 */
export function wholeMessages(
  settings: FramingSettings,
  connection: Pick<Connection, 'isPaused'>,
): OperatorFunction<Buffer, Buffer> {
  if (settings.framing === 'chunk') return (chunks$) => chunks$;
  return operate((subscriber: Subscriber<Buffer>) => new LineHolder(settings, connection, subscriber));
}

/** Passes whole lines on, and holds the start of one for the rest of it. */
class LineHolder implements Handlers<Buffer> {
  readonly #settings: FramingSettings;
  readonly #connection: Pick<Connection, 'isPaused'>;
  readonly #subscriber: Subscriber<Buffer>;
  /** The start of a line, where one is held. */
  #held: ByteQueue | undefined;
  #hold: Subscription | undefined;
  #speaksInLines: boolean;
  #lineIsOpen = false;

  constructor(
    settings: FramingSettings,
    connection: Pick<Connection, 'isPaused'>,
    subscriber: Subscriber<Buffer>,
  ) {
    this.#settings = settings;
    this.#connection = connection;
    this.#subscriber = subscriber;
    this.#speaksInLines = settings.framing === 'line';
  }

  next(chunk: Buffer): void {
    if (chunk.length === 0) return;
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end === chunk.length) {
      this.#passLines(chunk);
    } else {
      if (end > 0) this.#passLines(chunk.subarray(0, end));
      const rest = chunk.subarray(end);
      if (this.#speaksInLines) this.#keep(rest);
      else this.#pass(rest);
    }
  }

  last(): void {
    if (this.#settings.framing === 'line' && (this.#lineIsOpen || this.#held !== undefined)) {
      (this.#held ??= new ByteQueue()).push(Buffer.of(NEWLINE));
    }
    this.#release();
  }

  #pass(messages: Buffer): void {
    this.#lineIsOpen = messages[messages.length - 1] !== NEWLINE;
    this.#subscriber.next(messages);
  }

  /** Whole lines, the first of which may have been begun before. */
  #passLines(lines: Buffer): void {
    this.#speaksInLines = true;
    if (this.#held === undefined) {
      this.#pass(lines);
    } else {
      const end = endOfLine(lines, 0);
      this.#held.push(lines.subarray(0, end));
      this.#release();
      if (end < lines.length) this.#pass(lines.subarray(end));
    }
  }

  #keep(start: Buffer): void {
    const held = (this.#held ??= new ByteQueue());
    held.push(start);
    if (held.length > this.#settings.maxMessage) {
      this.#release();
    } else if (this.#settings.framing === 'auto' && this.#hold === undefined) {
      this.#wait();
    }
  }

  /** For the rest of the line, and longer where it could not come. */
  #wait(): void {
    this.#hold = asyncScheduler.schedule(() => {
      if (this.#connection.isPaused === true) this.#wait();
      else this.#release();
    }, this.#settings.maxHold);
    this.#subscriber.add(this.#hold);
  }

  #release(): void {
    this.#hold?.unsubscribe();
    this.#hold = undefined;
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) this.#pass(held.take());
  }
}
