/** How a talker's lines came to one client. */
export interface Course {
  readonly lost: number;
  /** How often one came again. */
  readonly doubled: number;
  /** Lines that came behind a later one. */
  readonly swapped: number;
}

/** Who, the how manyth, and of a filled line its size and what fills it. */
const LINE = /^([a-z]-\d+) says: (\d{6,})(?: (\d+) (x*))?$/;
/** Lines that a talker may be ahead of what was heard of it: no fault lasts for so many. */
const FARTHEST = 1_000_000;
/** Of a line that is not as it should be, what is told. */
const TELLING = 80;
const NEWLINE = 0x0a;

/** What a talker says: `a-3 says: 000123\n`, or as many bytes of it as `size` wants. */
export function talkLine(talker: string, number: number, size?: number): string {
  const start = `${talker} says: ${String(number).padStart(6, '0')}`;
  return size === undefined ? `${start}\n` : `${`${start} ${size} `.padEnd(size - 1, 'x')}\n`;
}

/** Checks all that one client hears of numbered talkers, each of whom counts from 0. */
export class Checker {
  /** The first line that nobody has said, if one came. */
  broken: string | undefined;
  readonly #courses: ReadonlyMap<string, Hearing>;
  readonly #tell: (talker: string, number: number) => void;
  #rest: Buffer = Buffer.alloc(0);

  /**
   * @param talkers all there are.
   * @param self the one that listens here, who hears nothing of itself.
   * @param tell is told of each line that comes as it should, or too early.
   */
  constructor(
    talkers: readonly string[],
    self?: string,
    tell: (talker: string, number: number) => void = () => undefined,
  ) {
    const others = talkers.filter((talker) => talker !== self);
    this.#courses = new Map(others.map((talker) => [talker, new Hearing()]));
    this.#tell = tell;
  }

  /** The bytes need to be there only until it returns. */
  take(bytes: Buffer): void {
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      this.#hear(this.#rest.toString('latin1') + bytes.toString('latin1', start, end));
      this.#rest = Buffer.alloc(0);
      start = end + 1;
    }
    if (start < bytes.length) this.#rest = Buffer.concat([this.#rest, bytes.subarray(start)]);
  }

  /** One more than the highest number that was heard of a talker. */
  reached(talker: string): number {
    return this.#courses.get(talker)?.next ?? 0;
  }

  /** What became of the lines of a talker who has said so many. */
  courseOf(talker: string, said: number): Course {
    const hearing = this.#courses.get(talker) ?? new Hearing();
    const { doubled, swapped, missing, next } = hearing;
    return { lost: missing.size + said - next, doubled, swapped };
  }

  #hear(line: string): void {
    const [, talker = '', digits, size, filling] = LINE.exec(line) ?? [];
    const hearing = this.#courses.get(talker);
    const number = Number(digits);
    const isWhole = size === undefined || (Number(size) === line.length + 1 && filling !== undefined);
    if (hearing === undefined || !isWhole || number > hearing.next + FARTHEST) {
      this.broken ??= JSON.stringify(line.slice(0, TELLING));
    } else if (hearing.hear(number)) {
      this.#tell(talker, number);
    }
  }
}

/** How far somebody is with one talker. */
class Hearing {
  /** The lowest number that was heard. */
  next = 0;
  doubled = 0;
  swapped = 0;
  readonly missing = new Set<number>();

  /** Whether it is the latest so far. */
  hear(number: number): boolean {
    if (number >= this.next) {
      for (; this.next < number; this.next++) this.missing.add(this.next);
      this.next++;
      return true;
    }
    if (this.missing.delete(number)) this.swapped++;
    else this.doubled++;
    return false;
  }
}
