import { setTimeout as pause } from 'node:timers/promises';
import type { Cues } from './cues.ts';
import { numberedLine } from './lines.ts';
import { joinMany, lossesOf } from './member.ts';
import { allComes } from './progress.ts';

/** Who of the numbered speakers is the one of the pair. */
export const PAIR_SPEAKER = 999;

const START = Buffer.from(`s${PAIR_SPEAKER} says: `);
const DIGITS = 10;

interface PairArguments {
  /** Bytes of a line: that of the others in the room, where those are numbered lines as well. */
  readonly size: number;
  /** Milliseconds between two lines. */
  readonly pace: number;
}

export interface PairResult {
  /** Milliseconds from write to read, for each line since the order `mark`, or from the start. */
  readonly delays: readonly number[];
  readonly problems: readonly string[];
}

/** A quiet pair: one says a numbered line now and then, the other measures how long each was under way, until `stop`. */
export async function pair(port: number, { size, pace }: PairArguments, cues: Cues): Promise<PairResult> {
  const members = await joinMany(port, 2);
  const [speaker, listener] = members;
  if (speaker === undefined || listener === undefined) throw new Error('there is no pair');
  const sentAt: number[] = [];
  const delays: number[] = [];
  const problems: string[] = [];
  let rest = Buffer.alloc(0);

  listener.take = (read) => {
    const now = performance.now();
    const bytes = rest.length === 0 ? read : Buffer.concat([rest, read]);
    let at = 0;
    for (;;) {
      const start = bytes.indexOf(START, at);
      if (start === -1 || start + size > bytes.length) break;
      at = start + size;
      const number = Number(bytes.toString('latin1', start + START.length, start + START.length + DIGITS));
      if (number !== delays.length) problems.push(`line ${number} of the pair came, not ${delays.length}`);
      delays.push(now - (sentAt[number] ?? NaN));
    }
    // No more than a line that has begun.
    rest = Buffer.from(bytes.subarray(Math.max(at, bytes.length - size + 1)));
  };

  cues.tell('running');
  let marked: number | undefined;
  while (cues.value('stop') === undefined && speaker.lost === undefined) {
    if (cues.value('mark') !== undefined) marked ??= sentAt.length;
    const number = sentAt.length;
    sentAt.push(performance.now());
    speaker.socket.write(numberedLine(PAIR_SPEAKER, number, size));
    await pause(pace);
  }
  const isAll = await allComes(
    () => delays.length === sentAt.length,
    () => listener.received,
  );
  if (!isAll) problems.push(`the pair lost ${sentAt.length - delays.length} of ${sentAt.length} lines`);
  return { delays: delays.slice(marked ?? 0), problems: [...problems.slice(0, 3), ...lossesOf(members)] };
}
