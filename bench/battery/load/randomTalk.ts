import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Cues } from './cues.ts';
import { hostileChunk } from './hostileChunk.ts';
import { joinMany, lossesOf, type Member } from './member.ts';
import { allComes } from './progress.ts';
import { randomFrom } from './random.ts';

/** Lines of each, where all talk at once. */
const LINES_AT_ONCE = 500;
const NEWLINE = 0x0a;
const TAG = 's00:'.length;

interface RandomArguments {
  readonly seed: number;
  /** Each speaks for one round, while all the others listen. */
  readonly clients: number;
  /** In all rounds together. */
  readonly chunks: number;
}

interface RandomResult {
  /** Bytes. */
  readonly said: number;
  readonly problems: readonly string[];
}

/** Random chunks of every kind from one after another, then random lines from all at once. Each listener's bytes are compared. */
export async function randomTalk(
  port: number,
  { seed, clients, chunks }: RandomArguments,
  cues: Cues,
): Promise<RandomResult> {
  const random = randomFrom(seed);
  const members = await joinMany(port, clients);
  cues.tell('joined');
  await cues.come('go');
  const inTurns = await oneAfterAnother(members, chunks, random, () => cues.tell('half'));
  cues.tell('turns');
  const together = await allAtOnce(members, random);
  return {
    said: inTurns.said,
    problems: [...lossesOf(members), ...inTurns.problems, ...together],
  };
}

async function oneAfterAnother(
  members: readonly Member[],
  chunks: number,
  random: () => number,
  tellHalf: () => void,
): Promise<RandomResult> {
  const heard = members.map((member) => {
    const hash = createHash('sha256');
    member.take = (bytes) => hash.update(bytes);
    return hash;
  });
  const expected = members.map(() => createHash('sha256'));
  const expectedBytes = members.map(() => 0);
  const eachSays = chunks / members.length;
  let total = 0;
  let number = 0;

  for (const [turn, speaker] of members.entries()) {
    const said: Buffer[] = [];
    let bytes = 0;
    for (let chunk = 0; chunk < eachSays && speaker.lost === undefined; chunk++) {
      const next = hostileChunk(random, number++);
      said.push(next);
      bytes += next.length;
      if (!speaker.socket.write(next)) await once(speaker.socket, 'drain');
      await nextTurn();
    }
    const round = Buffer.concat(said);
    total += bytes;
    members.forEach((member, index) => {
      if (member === speaker) return;
      expected[index]?.update(round);
      expectedBytes[index] = (expectedBytes[index] ?? 0) + bytes;
    });
    const isAll = await allComes(
      () => members.every(({ received }, index) => received >= (expectedBytes[index] ?? 0)),
      () => members.reduce((sum, { received }) => sum + received, 0),
    );
    if (!isAll) return { said: total, problems: [`not everybody got all in round ${turn + 1}`] };
    if (turn + 1 === Math.floor(members.length / 2)) tellHalf();
  }

  const wrong = heard.filter((hash, index) => hash.digest('hex') !== expected[index]?.digest('hex')).length;
  return {
    said: total,
    problems:
      wrong === 0 ? [] : [`${wrong} of ${members.length} clients have another SHA-256 than they should`],
  };
}

/** Lines of random bytes, each tagged with its speaker, so that what each listener has of each speaker can be told apart. */
async function allAtOnce(members: readonly Member[], random: () => number): Promise<string[]> {
  const said = members.map((): Buffer[] => []);
  const heard = members.map((member) => {
    const chunks: Buffer[] = [];
    member.take = (bytes) => chunks.push(Buffer.from(bytes));
    member.received = 0;
    return chunks;
  });
  for (let line = 0; line < LINES_AT_ONCE; line++) {
    members.forEach(({ socket }, speaker) => {
      const bytes = taggedLine(speaker, random);
      said[speaker]?.push(bytes);
      socket.write(bytes);
    });
    await nextTurn();
  }
  const all = said.map((lines) => Buffer.concat(lines));
  const total = all.reduce((sum, { length }) => sum + length, 0);
  await allComes(
    () => members.every(({ received }, index) => received >= total - (all[index]?.length ?? 0)),
    () => members.reduce((sum, { received }) => sum + received, 0),
  );
  const problems = heard.flatMap((chunks, listener) => {
    const bySpeaker = sorted(Buffer.concat(chunks));
    return all.flatMap((bytes, speaker) => {
      const got = bySpeaker.get(tagOf(speaker)) ?? Buffer.alloc(0);
      const isRight = speaker === listener ? got.length === 0 : got.equals(bytes);
      return isRight ? [] : [`client ${listener} did not get exactly what client ${speaker} said`];
    });
  });
  return problems.slice(0, 3);
}

function taggedLine(speaker: number, random: () => number): Buffer {
  const junk = Array.from({ length: Math.floor(random() * 100) }, () => Math.floor(random() * 256));
  const text = junk.filter((byte) => byte !== NEWLINE);
  return Buffer.concat([Buffer.from(tagOf(speaker)), Buffer.from(text), Buffer.of(NEWLINE)]);
}

function tagOf(speaker: number): string {
  return `s${String(speaker).padStart(2, '0')}:`;
}

/** All lines of each tag, in order. */
function sorted(bytes: Buffer): Map<string, Buffer> {
  const lines = new Map<string, Buffer[]>();
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline === -1 ? bytes.length : newline + 1;
    const tag = bytes.toString('latin1', start, start + TAG);
    const ofTag = lines.get(tag) ?? [];
    ofTag.push(bytes.subarray(start, end));
    lines.set(tag, ofTag);
    start = end;
  }
  return new Map(Array.from(lines, ([tag, pieces]) => [tag, Buffer.concat(pieces)]));
}
