import type { Cues } from './cues.ts';
import { joinMany, lossesOf, type Member } from './member.ts';
import { PatternCheck } from './pattern.ts';
import { allComes } from './progress.ts';

/** Milliseconds between two rations of a reader that is slow. */
const RATION_PACE = 10;

interface ReadersArguments {
  readonly count: number;
  /** Bytes that each is told first, by the warm-up of a flooder. */
  readonly warmUp: number;
  /** Whether the flooder is the only one that speaks, so that every byte can be checked. */
  readonly isAlone: boolean;
}

interface ReadersResult {
  /** Bytes that the one who got least got. */
  readonly least: number;
  readonly problems: readonly string[];
}

/**
 * Clients that read: as fast as they can or, from the order `rate` on, so many bytes a second each. With the order `expect`
 * they are told how many bytes there are in all, and wait for them.
 */
export async function readers(
  port: number,
  { count, warmUp, isAlone }: ReadersArguments,
  cues: Cues,
): Promise<ReadersResult> {
  const members = await joinMany(port, count);
  const checks = members.map((member) => {
    const check = new PatternCheck();
    if (isAlone) member.take = (bytes) => check.take(bytes);
    return check;
  });
  const least = (): number => Math.min(...members.map(({ received }) => received));
  cues.tell('joined');
  await allComes(() => least() >= warmUp, least);
  cues.tell('warm');

  const pacing = readAtRate(members, () => cues.value('rate'));
  await cues.come('expect');
  const expected = cues.value('expect') ?? NaN;
  const isAll = await allComes(() => least() >= expected, least);
  clearInterval(pacing);
  return {
    least: least(),
    problems: [
      ...lossesOf(members),
      ...(isAll ? [] : [`a reader got ${least()} of ${expected} bytes`]),
      ...checks.flatMap(({ problem }) => problem ?? []).slice(0, 1),
    ],
  };
}

/** A reader that has used up its ration waits for the next. Unused rations are kept, for a tenth of a second at the most. */
function readAtRate(members: readonly Member[], rate: () => number | undefined): NodeJS.Timeout {
  const allowed = members.map(() => Infinity);
  members.forEach((member, index) => {
    const { take } = member;
    member.take = (bytes) => {
      take(bytes);
      if (member.received >= (allowed[index] ?? 0)) member.pause();
    };
  });
  let before: number | undefined;
  return setInterval(() => {
    const each = rate();
    if (each === undefined) return;
    const now = performance.now();
    members.forEach((member, index) => {
      const since = before === undefined ? Infinity : ((now - before) / 1000) * each;
      const last = before === undefined ? 0 : (allowed[index] ?? 0);
      allowed[index] = Math.min(last + since, member.received + each / 10);
      if (member.received < (allowed[index] ?? 0)) member.resume();
    });
    before = now;
  }, RATION_PACE);
}
