/** `s012 says: 0000000345 xxx\n`: who, the how manyth, and as much more as the size wants. */
const NUMBER_START = 'sNNN says: '.length;
const NUMBER_END = NUMBER_START + 10;
const SHORTEST = NUMBER_END + 2;
const NEWLINE = 0x0a;
const LETTER_S = 0x73;
const ZERO = 0x30;

/** A numbered line, of so many bytes. */
export function numberedLine(speaker: number, number: number, size: number): Buffer {
  const start = `s${String(speaker).padStart(3, '0')} says: ${String(number).padStart(10, '0')} `;
  return Buffer.from(`${start.padEnd(size - 1, 'x')}\n`, 'latin1');
}

/** Checks a stream of numbered lines, all of one size: each speaker counts from 0. */
export class LineCheck {
  problem: string | undefined;
  /** Lines so far. */
  lines = 0;
  readonly #size: number;
  readonly #filler: Buffer;
  readonly #next = new Map<number, number>();
  #rest = Buffer.alloc(0);

  constructor(size: number) {
    this.#size = Math.max(size, SHORTEST);
    this.#filler = numberedLine(0, 0, this.#size).subarray(NUMBER_END);
  }

  take(bytes: Buffer): void {
    let start = 0;
    if (this.#rest.length > 0) {
      start = this.#size - this.#rest.length;
      const line = Buffer.concat([this.#rest, bytes.subarray(0, start)]);
      if (line.length < this.#size) {
        this.#rest = line;
        return;
      }
      this.#check(line, 0);
    }
    for (; start + this.#size <= bytes.length; start += this.#size) this.#check(bytes, start);
    this.#rest = Buffer.from(bytes.subarray(start));
  }

  /** How many lines of this one came. */
  linesOf(speaker: number): number {
    return this.#next.get(speaker) ?? 0;
  }

  #check(bytes: Buffer, start: number): void {
    this.lines++;
    const speaker = digits(bytes, start + 1, start + 4);
    const number = digits(bytes, start + NUMBER_START, start + NUMBER_END);
    const expected = this.linesOf(speaker);
    this.#next.set(speaker, number + 1);
    const isRight =
      bytes[start] === LETTER_S &&
      bytes[start + this.#size - 1] === NEWLINE &&
      expected === number &&
      this.#filler.compare(bytes, start + NUMBER_END, start + this.#size) === 0;
    if (!isRight) {
      const got = JSON.stringify(bytes.toString('latin1', start, start + SHORTEST));
      this.problem ??= `line ${expected} of ${speaker} expected, but ${got} came`;
    }
  }
}

function digits(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + (bytes[at] ?? 0) - ZERO;
  return value;
}
