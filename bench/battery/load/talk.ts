import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { Cues } from './cues.ts';
import { LineCheck, numberedLine } from './lines.ts';
import { joinMany, lossesOf } from './member.ts';
import { allComes } from './progress.ts';

/** Milliseconds between two looks at how many lines are due. */
const PACE = 1;

interface TalkArguments {
  readonly clients: number;
  /** Bytes of a line. */
  readonly size: number;
  /** Seconds in which they first talk as fast as it goes, a line of each under way at once. */
  readonly fullSeconds: number;
}

interface TalkResult {
  /** Lines. */
  readonly said: number;
  readonly problems: readonly string[];
}

/**
 * Everybody talks, in turns: as fast as it goes for a while, which the step `full` tells in lines a second, then so many
 * lines a second as the last order `rate` says, until `stop`. Each checks every line of each of the others.
 */
export async function talk(
  port: number,
  { clients, size, fullSeconds }: TalkArguments,
  cues: Cues,
): Promise<TalkResult> {
  const members = await joinMany(port, clients);
  const checks = members.map((member) => {
    const check = new LineCheck(size);
    member.take = (bytes) => check.take(bytes);
    return check;
  });
  const saidBy = members.map(() => 0);
  let said = 0;

  function say(): void {
    const speaker = said % clients;
    const number = saidBy[speaker] ?? 0;
    members[speaker]?.socket.write(numberedLine(speaker, number, size));
    saidBy[speaker] = number + 1;
    said++;
  }

  cues.tell('joined');
  await cues.come('go');
  const start = performance.now();
  while (performance.now() - start < fullSeconds * 1000) {
    const arrived = checks.reduce((sum, { lines }) => sum + lines, 0) / (clients - 1);
    while (said - arrived < clients) say();
    await nextTurn();
  }
  cues.tell('full', said / fullSeconds);

  let due = said;
  let before = performance.now();
  while (cues.value('stop') === undefined) {
    await pause(PACE);
    const now = performance.now();
    due += ((cues.value('rate') ?? 0) * (now - before)) / 1000;
    before = now;
    while (said < due) say();
  }
  const isComplete = (check: LineCheck, own: number): boolean =>
    saidBy.every((count, speaker) => speaker === own || check.linesOf(speaker) === count);
  const isAll = await allComes(
    () => checks.every(isComplete),
    () => members.reduce((sum, { received }) => sum + received, 0),
  );
  return {
    said,
    problems: [
      ...lossesOf(members),
      ...(isAll
        ? []
        : [`${checks.filter((check, own) => !isComplete(check, own)).length} clients miss lines`]),
      ...checks.flatMap(({ problem }) => problem ?? []).slice(0, 1),
    ],
  };
}
