import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { Cues } from './cues.ts';
import { joinMany, lossesOf, type Member } from './member.ts';
import { PATTERN, PatternCheck } from './pattern.ts';

const CHUNK = 64 * 1024;
/** Bytes under way at once. */
const WINDOW = 256 * 1024;
/** Milliseconds without progress after which nothing more is expected. */
const PATIENCE = 30_000;

interface StalledArguments {
  /** The one who speaks not included. */
  readonly readers: number;
  readonly stalled: number;
  /** Bytes that are said before any stalled one is there. */
  readonly warmUp: number;
  /** Bytes that are said afterwards. */
  readonly bytes: number;
}

export interface StalledResult {
  /** When the first byte was said that a stalled one does not read: milliseconds since 1970. */
  readonly start: number;
  readonly seconds: number;
  /** Bytes that all readers got together, since then. */
  readonly delivered: number;
  readonly problems: readonly string[];
}

/** One speaks to many readers, and to some who never read. What is said next waits for the slowest reader. */
export async function stalled(
  port: number,
  { readers, stalled: stalledCount, warmUp, bytes }: StalledArguments,
  cues: Cues,
): Promise<StalledResult> {
  const [speaker, ...listeners] = await joinMany(port, readers + 1);
  if (speaker === undefined) throw new Error('nobody speaks');
  const checks = listeners.map((listener) => {
    const check = new PatternCheck();
    listener.take = (heard) => check.take(heard);
    return check;
  });
  await speak(speaker, listeners, 0, warmUp);

  await cues.come('stall');
  const deaf = await joinMany(port, stalledCount);
  deaf.forEach((member) => member.pause());
  cues.tell('stalled');
  await cues.come('go');
  const start = Date.now();
  const before = totalOf(listeners);
  const isAll = await speak(speaker, listeners, warmUp, warmUp + bytes);
  return {
    start,
    seconds: (Date.now() - start) / 1000,
    delivered: totalOf(listeners) - before,
    problems: [
      ...lossesOf([speaker, ...listeners]),
      ...(isAll ? [] : ['readers did not get all']),
      ...checks.flatMap(({ problem }) => problem ?? []).slice(0, 1),
    ],
  };
}

async function speak(
  speaker: Member,
  listeners: readonly Member[],
  from: number,
  to: number,
): Promise<boolean> {
  let said = from;
  let before = -1;
  let since = performance.now();
  for (;;) {
    const heard = listeners.reduce((least, { received }) => Math.min(least, received), Infinity);
    if (heard >= to) return heard === to;
    while (said < to && said - heard < WINDOW) {
      const offset = said % PATTERN.length;
      speaker.socket.write(PATTERN.subarray(offset, offset + CHUNK));
      said += CHUNK;
    }
    if (heard !== before) since = performance.now();
    else if (performance.now() - since > PATIENCE) return false;
    await (heard === before ? pause(1) : nextTurn());
    before = heard;
  }
}

function totalOf(members: readonly Member[]): number {
  return members.reduce((sum, { received }) => sum + received, 0);
}
