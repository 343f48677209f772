import { randomFrom } from './random.ts';

const PERIOD = 1024 * 1024;
const LINE = 4096;
const LETTERS = 26;
const LETTER_A = 0x61;
const NEWLINE = 0x0a;

/** What one speaker says over and over: lines of letters, no two of which are alike. */
export const PATTERN = patternOf(PERIOD);

/** Checks every byte of a stream that must be the pattern, over and over, from its beginning. */
export class PatternCheck {
  /** What is wrong with the first byte that is. */
  problem: string | undefined;
  #at = 0;

  take(bytes: Buffer): void {
    let start = 0;
    while (start < bytes.length && this.problem === undefined) {
      const offset = this.#at % PERIOD;
      const length = Math.min(bytes.length - start, PERIOD - offset);
      if (PATTERN.compare(bytes, start, start + length, offset, offset + length) !== 0) {
        this.problem = `wrong bytes between ${this.#at} and ${this.#at + length}`;
      }
      this.#at += length;
      start += length;
    }
  }
}

function patternOf(length: number): Buffer {
  const random = randomFrom(1);
  const pattern = Buffer.alloc(length);
  for (let at = 0; at < length; at++) {
    const isEnd = at % LINE === LINE - 1;
    pattern[at] = isEnd ? NEWLINE : LETTER_A + Math.floor(random() * LETTERS);
  }
  return pattern;
}
