import type { OperatorFunction, Subscriber } from 'rxjs';
import { NEWLINE } from '../lines.ts';
import type { ChatSettings } from '../options.ts';
import { type Handlers, operate } from './operate.ts';

const TAB = 0x09;
const SPACE = 0x20;
const DELETE = 0x7f;
/** C1, U+0080 to U+009F: in UTF-8 this byte and one of the next thirty-two, and for older terminals that one alone. */
const C1_LEAD = 0xc2;
const C1_FIRST = 0x80;
const C1_LAST = 0x9f;
const LAST_CONTINUATION = 0xbf;

/**
 * Takes the control characters (Unicode's category Cc) but tab and newline out of what one client sends, where
 * `stripControl` asks for that. All else, bytes that are not UTF-8 among it, passes as it is; a chunk without controls
 * untouched. A character that is cut in two by chunks is seen as one. A chunk of which nothing is left is none.
 */
export function stripControl({
  stripControl: isWanted,
}: Pick<ChatSettings, 'stripControl'>): OperatorFunction<Buffer, Buffer> {
  if (!isWanted) return (chunks$) => chunks$;
  return operate((subscriber: Subscriber<Buffer>) => new Stripper(subscriber));
}

class Stripper implements Handlers<Buffer> {
  readonly #subscriber: Subscriber<Buffer>;
  /** Bytes that the character under way still wants. */
  #wanted = 0;
  /** The first byte of what may be a C1 came last, and is held until the next one tells. */
  #holdsLead = false;

  constructor(subscriber: Subscriber<Buffer>) {
    this.#subscriber = subscriber;
  }

  next(chunk: Buffer): void {
    if (this.#wanted === 0 && !this.#holdsLead && isPlain(chunk)) {
      this.#subscriber.next(chunk);
      return;
    }
    const kept = Buffer.allocUnsafe(chunk.length + 1);
    let length = 0;
    for (const byte of chunk) {
      const isC1 = byte >= C1_FIRST && byte <= C1_LAST;
      if (this.#holdsLead) {
        this.#holdsLead = false;
        if (isC1) continue;
        kept[length++] = C1_LEAD;
        this.#wanted = 1;
      }
      const continues = this.#wanted > 0 && byte >= C1_FIRST && byte <= LAST_CONTINUATION;
      if (continues) {
        this.#wanted -= 1;
      } else {
        this.#wanted = wantedBehind(byte);
        if (byte === C1_LEAD) {
          this.#holdsLead = true;
          continue;
        }
        if (isC1 || isC0(byte)) continue;
      }
      kept[length++] = byte;
    }
    if (length > 0) this.#subscriber.next(kept.subarray(0, length));
  }

  last(): void {
    if (this.#holdsLead) this.#subscriber.next(Buffer.of(C1_LEAD));
  }
}

/** Nothing in it is a control, or could be a part of one. */
function isPlain(chunk: Buffer): boolean {
  for (const byte of chunk) if (byte >= C1_FIRST || isC0(byte)) return false;
  return true;
}

function isC0(byte: number): boolean {
  return byte === DELETE || (byte < SPACE && byte !== TAB && byte !== NEWLINE);
}

/** How many bytes a character has beside this first one (RFC 3629); none behind the lead of a C1, which is held. */
function wantedBehind(byte: number): number {
  if (byte >= 0xf0 && byte <= 0xf4) return 3;
  if (byte >= 0xe0 && byte < 0xf0) return 2;
  if (byte > C1_LEAD && byte < 0xe0) return 1;
  return 0;
}
