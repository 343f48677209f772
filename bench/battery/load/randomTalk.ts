import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { answersIn } from '../answers.ts';
import type { Cues } from './cues.ts';
import { hostileChunk } from './hostileChunk.ts';
import { joinMany, lossesOf, type Member } from './member.ts';
import { allComes } from './progress.ts';
import { randomFrom } from './random.ts';
import { visits } from './visits.ts';

/** So many in a round: each is answered at once, as the limit begins with the next one. */
const REQUESTS = 5;
/** The newline ends whatever was said before, and is passed on; the request is not. */
const REQUEST = Buffer.from('\n/who:\n');
const REQUEST_PASSED_ON = Buffer.from('\n');
const HUGE_CHUNK = Buffer.alloc(10_000_000, 'z');
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

/** Random chunks of every kind from one after another, with visitors in between, then random lines from all at once. Each listener's bytes are compared. */
export async function randomTalk(
  port: number,
  { seed, clients, chunks }: RandomArguments,
  cues: Cues,
): Promise<RandomResult> {
  const random = randomFrom(seed);
  const members = await joinMany(port, clients);
  cues.tell('joined');
  await cues.come('go');
  const inTurns = await oneAfterAnother(port, members, chunks, random, () => cues.tell('half'));
  cues.tell('turns');
  const together = await allAtOnce(members, random);
  return {
    said: inTurns.said,
    problems: [...lossesOf(members), ...inTurns.problems, ...together],
  };
}

/** What one hears while others speak. */
class Ear {
  readonly #hash = createHash('sha256');
  /** How much, and what it is to be. */
  bytes = 0;
  expectedBytes = 0;
  readonly #expected = createHash('sha256');

  readonly take = (bytes: Buffer): void => {
    this.#hash.update(bytes);
    this.bytes += bytes.length;
  };

  expect(bytes: Buffer): void {
    this.#expected.update(bytes);
    this.expectedBytes += bytes.length;
  }

  /** Whether it was exactly that. The end of it. */
  isRight(): boolean {
    return this.#hash.digest('hex') === this.#expected.digest('hex');
  }
}

async function oneAfterAnother(
  port: number,
  members: readonly Member[],
  chunks: number,
  random: () => number,
  tellHalf: () => void,
): Promise<RandomResult> {
  const ears = members.map(() => new Ear());
  const eachSays = chunks / members.length;
  const problems: string[] = [];
  let total = 0;
  let number = 0;

  for (const [turn, speaker] of members.entries()) {
    const listeners = ears.filter((_, index) => index !== turn);
    members.forEach((member, index) => (member.take = ears[index]?.take ?? member.take));
    const answers: Buffer[] = [];
    speaker.take = (bytes) => answers.push(Buffer.from(bytes));
    const said: Buffer[] = [];
    const say = async (bytes: Buffer, passedOn = bytes): Promise<void> => {
      said.push(passedOn);
      if (!speaker.socket.write(bytes)) await once(speaker.socket, 'drain');
    };
    for (let chunk = 1; chunk <= eachSays && speaker.lost === undefined; chunk++) {
      await say(hostileChunk(random, number++));
      if (chunk % (eachSays / REQUESTS) === 0) await say(REQUEST, REQUEST_PASSED_ON);
      if (turn === 0 && chunk === eachSays / 2) await say(HUGE_CHUNK);
      await nextTurn();
    }
    const round = Buffer.concat(said);
    total += round.length;
    listeners.forEach((ear) => ear.expect(round));
    const isAll = await allComes(
      () => listeners.every(({ bytes, expectedBytes }) => bytes >= expectedBytes) && areWhole(answers),
      () => members.reduce((sum, { received }) => sum + received, 0),
    );
    if (!isAll) return { said: total, problems: [...problems, `not everybody got all in round ${turn + 1}`] };
    problems.push(...(await visits(port, members, turn + 1)));
    if (turn + 1 === Math.floor(members.length / 2)) tellHalf();
  }

  const wrong = ears.filter((ear) => !ear.isRight()).length;
  return {
    said: total,
    problems: [
      ...problems.slice(0, 3),
      ...(wrong === 0 ? [] : [`${wrong} of ${members.length} clients have another SHA-256 than they should`]),
    ],
  };
}

/** Whether each request of a round has its answer. */
function areWhole(chunks: readonly Buffer[]): boolean {
  const { heads, rows, told } = answersIn(chunks);
  return heads.length === REQUESTS && rows === told;
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
