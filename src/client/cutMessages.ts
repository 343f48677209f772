import { asyncScheduler, type OperatorFunction, type Subscriber, type Subscription } from 'rxjs';
import { ByteQueue } from '../byteQueue.ts';
import { endOfLine, linesOf, NEWLINE } from '../lines.ts';
import { type Handlers, operate } from '../operators/operate.ts';
import { parseMessage } from '../parseMessage.ts';

interface Cutting {
  /** What the server says first, without a line end. */
  readonly greeting: string;
  /** Bytes of an unfinished line that are held. */
  readonly maxMessage: number;
  /** Milliseconds for which they are. */
  readonly maxHold: number;
}

/**
 * Cuts what a server sends into messages, one Buffer each: as the server's framing `auto` does, but here everybody's
 * messages come down one connection, with line ends and without.
 *
 * - The greeting is a message, whatever comes right behind it.
 * - A line is a message. As long as no line has come, what a read brings is one at once.
 * - After that, the start of a line is held for `maxHold` milliseconds, up to `maxMessage` bytes. Where it has a name, and
 *   the next read begins with one too, it is a message of somebody who sends no line ends.
 * - A character that two reads share is held for its rest.
 *
 * Put together, what comes out is exactly what came in. What is held comes out at the end too, be it an error.
 */
export function cutMessages(cutting: Cutting): OperatorFunction<Buffer, Buffer> {
  return operate((subscriber: Subscriber<Buffer>) => new Cutter(cutting, subscriber));
}

class Cutter implements Handlers<Buffer> {
  readonly #cutting: Cutting;
  readonly #subscriber: Subscriber<Buffer>;
  /** The greeting, for as long as it may come. */
  #greeting: Buffer | undefined;
  #held: Held | undefined;
  #hold: Subscription | undefined;
  #hasLines = false;

  constructor(cutting: Cutting, subscriber: Subscriber<Buffer>) {
    this.#cutting = cutting;
    this.#subscriber = subscriber;
    if (cutting.greeting !== '') this.#greeting = Buffer.from(cutting.greeting);
  }

  next(chunk: Buffer): void {
    if (chunk.length === 0) return;
    const bytes = this.#greeting === undefined ? chunk : this.#greeted(chunk, this.#greeting);
    if (bytes.length === 0) return;
    if (this.#held?.isApartFrom(bytes) === true) this.#release();
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0) this.#passLines(bytes.subarray(0, end));
    if (end < bytes.length) this.#passStart(bytes.subarray(end));
  }

  last(): void {
    this.#release();
  }

  /** What is behind the greeting, or all of it where that is no greeting. */
  #greeted(chunk: Buffer, greeting: Buffer): Buffer {
    const bytes = this.#held === undefined ? chunk : Buffer.concat([this.#take(this.#held), chunk]);
    const common = Math.min(bytes.length, greeting.length);
    if (bytes.compare(greeting, 0, common, 0, common) === 0 && common < greeting.length) {
      this.#keep(bytes);
      return Buffer.alloc(0);
    }
    this.#greeting = undefined;
    if (bytes.compare(greeting, 0, greeting.length, 0, common) !== 0) return bytes;
    this.#subscriber.next(bytes.subarray(0, greeting.length));
    return bytes.subarray(greeting.length);
  }

  #passLines(lines: Buffer): void {
    this.#hasLines = true;
    let start = 0;
    if (this.#held !== undefined) {
      start = endOfLine(lines, 0);
      this.#keep(lines.subarray(0, start));
      this.#release();
    }
    for (const line of linesOf(lines.subarray(start))) this.#subscriber.next(line);
  }

  #passStart(start: Buffer): void {
    this.#keep(start);
    if (this.#held === undefined) return;
    const isComplete = !this.#hasLines && this.#held.openCharacter === 0;
    if (isComplete) this.#release();
    else if (this.#held.length > this.#cutting.maxMessage) this.#releaseCharacters(this.#held);
  }

  #keep(bytes: Buffer): void {
    this.#held ??= new Held();
    this.#held.push(bytes);
    this.#hold ??= asyncScheduler.schedule(() => {
      this.#greeting = undefined;
      this.#release();
    }, this.#cutting.maxHold);
    this.#subscriber.add(this.#hold);
  }

  #release(): void {
    if (this.#held !== undefined) this.#subscriber.next(this.#take(this.#held));
  }

  /** All but the start of a character, whose rest is still to come. */
  #releaseCharacters(held: Held): void {
    const { openCharacter } = held;
    const bytes = this.#take(held);
    this.#subscriber.next(bytes.subarray(0, bytes.length - openCharacter));
    if (openCharacter > 0) this.#keep(bytes.subarray(bytes.length - openCharacter));
  }

  #take(held: Held): Buffer {
    this.#hold?.unsubscribe();
    this.#hold = undefined;
    this.#held = undefined;
    return held.take();
  }
}

/** The start of a line. */
class Held {
  readonly #queue = new ByteQueue();
  #hasName: boolean | undefined;
  #openCharacter = 0;

  get length(): number {
    return this.#queue.length;
  }

  /** Bytes at its end that are the start of a character. */
  get openCharacter(): number {
    return this.#openCharacter;
  }

  push(bytes: Buffer): void {
    this.#hasName ??= hasName(bytes);
    this.#queue.push(bytes);
    this.#openCharacter = openCharacterOf(bytes);
  }

  take(): Buffer {
    return this.#queue.take();
  }

  /** It is a message of one, and these are the start of a message of another. */
  isApartFrom(bytes: Buffer): boolean {
    if (this.#hasName !== true || (this.#openCharacter > 0 && isContinuation(bytes[0] ?? 0))) return false;
    return hasName(bytes.subarray(0, endOfLine(bytes, 0)));
  }
}

function hasName(bytes: Buffer): boolean {
  return parseMessage(bytes).name !== undefined;
}

/** How many bytes at the end are a character of UTF-8 whose rest is missing. */
function openCharacterOf(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (isContinuation(byte)) continue;
    const whole = byte >= 0xf8 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
    return whole > back ? back : 0;
  }
  return 0;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
