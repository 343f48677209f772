import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { becomes } from '../wait.ts';
import { joinMany, lossesOf } from './member.ts';

const LINE = 100;
/** Lines of one write, some 64 KiB. */
const AT_ONCE = 655;
const DIGITS = 9;
const SECOND = 1000;
/** Milliseconds between two lines of which each is waited for. */
const PACE = 2;
/** Lines that are said before delays count, so that all code is compiled. */
const WARM_UP = 200;
/** Milliseconds in which the rest comes, however slow the machine is. */
const PATIENCE = 60_000;

interface AcrossArguments {
  /** Where the listener is. */
  readonly to: number;
  /** Lines that are said one by one, each when the one before has come. */
  readonly single: number;
  /** Lines of 100 bytes that are said then, and so many a second. */
  readonly lines: number;
  readonly rate: number;
}

interface AcrossResult {
  /** Milliseconds from write to read of each single line. */
  readonly delays: readonly number[];
  /** Milliseconds from the first of the many to the last, as they came. */
  readonly took: number;
  readonly problems: readonly string[];
}

/** One talks at this port and one listens at another: how long a line takes, and how many come through. */
export async function across(
  port: number,
  { to, single, lines, rate }: AcrossArguments,
): Promise<AcrossResult> {
  const [speaker] = await joinMany(port, 1);
  const [listener] = await joinMany(to, 1);
  if (speaker === undefined || listener === undefined) throw new Error('there is no pair');
  let next = 0;
  let wrong: string | undefined;
  let lastAt = 0;
  let rest = Buffer.alloc(0);
  listener.take = (read) => {
    lastAt = performance.now();
    const bytes = Buffer.concat([rest, read]);
    let at = 0;
    for (; bytes.length - at >= LINE; at += LINE) {
      const number = numberAt(bytes, at);
      if (number !== next) wrong ??= `line ${number} came where line ${next} should`;
      next = number + 1;
    }
    rest = Buffer.from(bytes.subarray(at));
  };

  const delays: number[] = [];
  for (let said = 0; said < WARM_UP + single; said++) {
    const start = performance.now();
    speaker.socket.write(linesFrom(said, 1));
    if (!(await becomes(() => next > said, PATIENCE, 0))) throw new Error(`line ${said} does not come`);
    if (said >= WARM_UP) delays.push(lastAt - start);
    await pause(PACE);
  }

  const first = next;
  const start = performance.now();
  for (let said = 0; said < lines;) {
    if (said > ((performance.now() - start) / SECOND) * rate) {
      await pause(1);
      continue;
    }
    const count = Math.min(AT_ONCE, lines - said);
    if (!speaker.socket.write(linesFrom(first + said, count))) await once(speaker.socket, 'drain');
    said += count;
  }
  const isWhole = await becomes(() => next >= first + lines, PATIENCE);
  const lack = isWhole ? [] : [`${first + lines - next} lines did not come`];
  return {
    delays,
    took: lastAt - start,
    problems: [...lack, ...(wrong === undefined ? [] : [wrong]), ...lossesOf([speaker, listener])],
  };
}

const NAME = 'a says: ';
const FILLING = `${'x'.repeat(LINE - NAME.length - DIGITS - 1)}\n`;

function linesFrom(first: number, count: number): Buffer {
  const lines = Array.from({ length: count }, (_, index) => {
    return `${NAME}${String(first + index).padStart(DIGITS, '0')}${FILLING}`;
  });
  return Buffer.from(lines.join(''), 'latin1');
}

const DIGIT_0 = 0x30;

function numberAt(bytes: Buffer, line: number): number {
  let number = 0;
  for (let at = line + NAME.length; at < line + NAME.length + DIGITS; at++) {
    number = number * 10 + (bytes[at] ?? 0) - DIGIT_0;
  }
  return number;
}
