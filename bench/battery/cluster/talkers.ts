import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from '../../statistics.ts';
import type { Cues } from '../load/cues.ts';
import { joinMany, lossesOf, type Member } from '../load/member.ts';
import { allComes } from '../load/progress.ts';
import { Checker, type Course, talkLine } from './checker.ts';

/** Milliseconds between two looks at how many lines are due. */
const PACE = 2;
/** Milliseconds in which a line that comes once more does so. */
const SETTLE = 250;
/** Bytes of a line of the flood, and those of it that are under way to a listener of the same node at the most. */
const LARGE = 16 * 1024;
const WINDOW = 512 * 1024;

interface TalkersArguments {
  /** Ports of the other nodes. */
  readonly others: readonly number[];
  /** At each node. */
  readonly talkers: number;
  /** Lines a second of each node. */
  readonly rate: number;
}

/** How the lines of all talkers of one node came to those at another, or at the same. */
export interface Passage extends Course {
  /** The how manyth nodes. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds, of lines said since the order `mark`. */
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
  /** Milliseconds without a line, at the most. */
  readonly silence: number;
}

export interface TalkersResult {
  /** Lines. */
  readonly said: number;
  /** Of each node that is there, to each of these. */
  readonly passages: readonly Passage[];
  readonly problems: readonly string[];
}

interface Talker {
  readonly name: string;
  readonly member: Member;
  /** When each line was said. */
  readonly saidAt: number[];
  readonly checker: Checker;
}

interface Place {
  readonly talkers: readonly Talker[];
  readonly listener: { readonly member: Member; readonly checker: Checker };
  readonly times: readonly Times[];
  /** Whether the node was killed. */
  isGone: boolean;
  due: number;
  said: number;
}

/** Nodes that are to have all that was said before, and whether they have. */
interface Behind {
  readonly nodes: number;
  readonly counts: ReadonlyMap<string, number>;
  readonly since: number;
  isLevel: boolean;
}

/** When lines of one node came to the listener of another. */
class Times {
  readonly delays: number[] = [];
  silence = 0;
  #last: number | undefined;

  hear(delay: number, now: number): void {
    this.delays.push(delay);
    if (this.#last !== undefined) this.silence = Math.max(this.silence, now - this.#last);
    this.#last = now;
  }
}

/**
 * At each node some talk, `a-0`, `a-1`, … at the first, in turns and at a steady pace, from the order `go` to `stop`, and one
 * only listens; everybody checks what comes. By `bytes`, the first of them has said so many in large lines, as fast as its own
 * node passes them on, or as many bytes a second as the order `pace` says: told as the step `bytes` and how many; its delays
 * count no more, as a server has those wait who talk much. By `gone`, the how manyth node was killed. By `catch up` and a
 * number of nodes, the first ones, it is told how many milliseconds it takes until these have from each other all that was said
 * before, as the step `caught up` and the number.
 */
export async function talkers(
  port: number,
  { others, talkers: count, rate }: TalkersArguments,
  cues: Cues,
): Promise<TalkersResult> {
  const ports = [port, ...others];
  const nameOf = (node: number, index: number): string => `${letterOf(node)}-${index}`;
  const names = ports.flatMap((_, node) => Array.from({ length: count }, (_, index) => nameOf(node, index)));
  const saidAt = new Map(names.map((name) => [name, [] as number[]]));
  const flooder = (): string | undefined => (cues.value('bytes') === undefined ? undefined : names[0]);
  let isMarked = false;
  let forged: string | undefined;
  const places: Place[] = [];
  for (const [to, each] of ports.entries()) places.push(await enter(to, each));
  const there = (): Place[] => places.filter(({ isGone }) => !isGone);

  async function enter(to: number, each: number): Promise<Place> {
    const [listener, ...members] = await joinMany(each, count + 1);
    if (listener === undefined) throw new Error('nobody joined');
    const times = ports.map(() => new Times());
    const checker = new Checker(names, undefined, (talker, number) => {
      const now = performance.now();
      const at = saidAt.get(talker)?.[number];
      if (at === undefined) forged ??= talkLine(talker, number).trimEnd();
      else if (isMarked && talker !== flooder()) times[nodeOf(talker)]?.hear(now - at, now);
    });
    listener.take = (bytes) => checker.take(bytes);
    const talkersHere = members.map((member, index): Talker => {
      const name = nameOf(to, index);
      const own = new Checker(names, name);
      member.take = (bytes) => own.take(bytes);
      return { name, member, saidAt: saidAt.get(name) ?? [], checker: own };
    });
    return {
      talkers: talkersHere,
      listener: { member: listener, checker },
      times,
      isGone: false,
      due: 0,
      said: 0,
    };
  }

  function say(place: Place, talker = place.talkers[place.said % place.talkers.length], size?: number): void {
    place.said += 1;
    talker?.member.socket.write(talkLine(talker.name, talker.saidAt.length, size), 'latin1');
    talker?.saidAt.push(performance.now());
  }

  let largeSaid = 0;
  let largeDue = 0;
  function sayLarge(place: Place, seconds: number): void {
    const wanted = cues.value('bytes') ?? 0;
    if (largeSaid >= wanted) return;
    largeDue = Math.min(wanted, largeDue + (cues.value('pace') ?? Infinity) * seconds);
    const heard = place.talkers.reduce((sum, { name }) => sum + place.listener.checker.reached(name), 0);
    const isRoom = (): boolean => largeSaid < largeDue && (place.said - heard) * LARGE < WINDOW;
    for (; isRoom(); largeSaid += LARGE) say(place, place.talkers[0], LARGE);
    if (largeSaid >= wanted) cues.tell(`bytes ${wanted}`, largeSaid);
  }

  /** Whether so many of the nodes, the first ones, have from each other what the talkers had said by then. */
  function haveAll(nodes: number, counts: ReadonlyMap<string, number>): boolean {
    const level = places.slice(0, nodes).filter(({ isGone }) => !isGone);
    const speakers = level.flatMap((place) => place.talkers.map(({ name }) => name));
    const has = (checker: Checker, self?: string): boolean =>
      speakers.every((name) => name === self || checker.reached(name) >= (counts.get(name) ?? 0));
    return level.every(
      ({ listener, talkers: here }) =>
        has(listener.checker) && here.every(({ checker, name }) => has(checker, name)),
    );
  }

  function countsNow(): ReadonlyMap<string, number> {
    return new Map(Array.from(saidAt, ([name, times]) => [name, times.length]));
  }

  cues.tell('joined');
  await cues.come('go');
  let before = performance.now();
  let behind: Behind | undefined;
  while (cues.value('stop') === undefined) {
    await pause(PACE);
    const now = performance.now();
    const seconds = (now - before) / 1000;
    isMarked = cues.value('mark') !== undefined;
    const gone = places[cues.value('gone') ?? -1];
    if (gone !== undefined) gone.isGone = true;
    for (const place of there()) {
      place.due += rate * seconds;
      for (; place.due >= 1; place.due--) say(place);
    }
    before = now;
    const [first] = places;
    if (first !== undefined) sayLarge(first, seconds);
    const level = cues.value('catch up');
    if (level !== undefined && level !== behind?.nodes) {
      behind = { nodes: level, counts: countsNow(), since: now, isLevel: false };
    }
    if (behind?.isLevel === false && haveAll(behind.nodes, behind.counts)) {
      behind.isLevel = true;
      cues.tell(`caught up ${behind.nodes}`, performance.now() - behind.since);
    }
  }
  const all = countsNow();
  await allComes(
    () => haveAll(places.length, all),
    () => there().reduce((sum, { listener: { member } }) => sum + member.received, 0),
  );
  await pause(SETTLE);

  const membersThere = there().flatMap((place) => [
    place.listener.member,
    ...place.talkers.map(({ member }) => member),
  ]);
  const checkers = there().flatMap((place) => [
    place.listener.checker,
    ...place.talkers.map(({ checker }) => checker),
  ]);
  return {
    said: Array.from(all.values()).reduce((sum, each) => sum + each, 0),
    passages: there().flatMap((to) => places.map((from) => passage(places, from, to))),
    problems: [
      ...lossesOf(membersThere),
      ...[...checkers.map(({ broken }) => broken), forged]
        .flatMap((line) => (line === undefined ? [] : [`nobody said ${line}`]))
        .slice(0, 1),
    ],
  };
}

/** The worst of what those at one node found of the talkers of another. */
function passage(places: readonly Place[], from: Place, to: Place): Passage {
  const node = places.indexOf(from);
  const { delays, silence } = to.times[node] ?? new Times();
  const found = (checker: Checker, self?: string): Course =>
    sumOf(
      from.talkers
        .filter(({ name }) => name !== self)
        // Of one that was killed, nobody knows what it had passed on; in what it had, nothing may be missing.
        .map(({ name, saidAt }) =>
          checker.courseOf(name, from.isGone ? checker.reached(name) : saidAt.length),
        ),
    );
  const each = [found(to.listener.checker), ...to.talkers.map(({ checker, name }) => found(checker, name))];
  return {
    from: node,
    to: places.indexOf(to),
    lost: most(each.map(({ lost }) => lost)),
    doubled: most(each.map(({ doubled }) => doubled)),
    swapped: most(each.map(({ swapped }) => swapped)),
    p50: quantile(delays, 0.5),
    p99: quantile(delays, 0.99),
    worst: most(delays),
    silence,
  };
}

function sumOf(courses: readonly Course[]): Course {
  return {
    lost: courses.reduce((sum, { lost }) => sum + lost, 0),
    doubled: courses.reduce((sum, { doubled }) => sum + doubled, 0),
    swapped: courses.reduce((sum, { swapped }) => sum + swapped, 0),
  };
}

function most(values: readonly number[]): number {
  return values.reduce((highest, value) => Math.max(highest, value), 0);
}

const FIRST_LETTER = 'a'.charCodeAt(0);

function letterOf(node: number): string {
  return String.fromCharCode(FIRST_LETTER + node);
}

function nodeOf(talker: string): number {
  return talker.charCodeAt(0) - FIRST_LETTER;
}
