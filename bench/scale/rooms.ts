import { setTimeout as pause } from 'node:timers/promises';
import { inScratchFolder } from '../battery/scratch.ts';
import { median } from '../statistics.ts';
import { answersTo } from './answers.ts';
import { beatSeconds } from './beat.ts';
import { type Broker, startBroker } from './broker.ts';
import { allKnow, type Fleet, startFleet } from './fleets.ts';
import type { Asked } from './order.ts';
import { beyond, type Use, useOf } from './use.ts';

/** A room in which nobody says anything, for a second. CPU in nanoseconds. */
export interface Idle {
  readonly broker: number;
  /** A node with a process of its own; and each of those that share two. */
  readonly node: number;
  readonly shared: number;
  /** All that the broker hands out. */
  readonly messages: number;
  readonly bytes: number;
}

/** What it takes that one more node comes: CPU in nanoseconds, of the broker and of all nodes. */
export interface Arrival {
  readonly milliseconds: number;
  readonly broker: number;
  readonly nodes: number;
  /** That the broker hands out for it: a hello to each, and an answer of each. */
  readonly messages: number;
}

/** One `/who:`. CPU in nanoseconds. */
export interface Question {
  /** Clients of each of the other nodes. */
  readonly clientsEach: number;
  /** Clients that were told, and nodes that did not answer in time. */
  readonly listed: number;
  readonly missing: number;
  readonly milliseconds: number;
  /** Bytes of the answers. */
  readonly bytes: number;
  readonly asker: number;
  /** All that answer. */
  readonly answerers: number;
  readonly broker: number;
}

/** A room of so many nodes. */
export interface RoomCost {
  readonly nodes: number;
  readonly idle: Idle;
  readonly arrival: Arrival;
  readonly questions: readonly Question[];
}

/** A room that this machine could not make: so many nodes were there when time was over. */
export interface TooLarge {
  readonly wanted: number;
  readonly nodes: number;
  readonly seconds: number;
}

export interface Rooms {
  readonly measured: readonly RoomCost[];
  readonly tooLarge: TooLarge | undefined;
}

export interface RoomPlan {
  /** How many nodes, in turn. */
  readonly nodes: readonly number[];
  /** Seconds of idleness, at the least: each node is heard of once, in any case. */
  readonly idleSeconds: number;
  /** How often each question is asked. */
  readonly asks: number;
  /** Seconds that all nodes may take to be there. */
  readonly joinSeconds: number;
}

const CLIENTS_EACH = [10, 100, 1000];
/** The same million with fewer nodes. */
const CROWDED = { nodes: 100, clientsEach: 10_000 };
/** Milliseconds that an answer is good for, and some more. */
const ANSWER_IS_OLD = 1200;
/** Milliseconds that one node may take to come, or to be known to have gone. */
const COMING = 120_000;
/** Milliseconds in which it shows whether the room is quiet. */
const LOOK = 500;
/** Milliseconds until the last work that an answer makes, or a new node, is done. */
const SETTLE = 100;
/** How much more than heartbeats there may be in a quiet room: what nodes ask the broker. */
const QUIET = 2;
const QUIET_AT_LEAST = 50;
/** Two fleets, as one process could not use the whole machine. */
const FLEETS = 2;

/** Measures ever larger rooms, as far as this machine goes. */
export async function measureRooms(plan: RoomPlan, step: (what: string) => void): Promise<Rooms> {
  return await inScratchFolder(async (folder) => {
    const broker = await startBroker(folder, true);
    const crews = Array.from({ length: FLEETS }, startFleet);
    const measured: RoomCost[] = [];
    try {
      let there = 0;
      for (const nodes of plan.nodes) {
        step(`${nodes} nodes`);
        const deadline = plan.joinSeconds * 1000;
        const start = performance.now();
        there = await joinAll(broker, crews, there, nodes - 1, deadline);
        const isWhole =
          there === nodes - 1 &&
          (await allKnow(crews, there - 1, deadline - (performance.now() - start) + LOOK));
        if (!isWhole) {
          const seconds = (performance.now() - start) / 1000;
          return { measured, tooLarge: { wanted: nodes, nodes: there, seconds } };
        }
        measured.push(await measureRoom(broker, crews, nodes, plan));
      }
      return { measured, tooLarge: undefined };
    } finally {
      await Promise.all([broker, ...crews].map((each) => each.end()));
    }
  });
}

/** How many are there then. */
async function joinAll(
  { url }: Broker,
  crews: readonly Fleet[],
  there: number,
  wanted: number,
  deadline: number,
): Promise<number> {
  const shares = crews.map((_, index) => shareOf(wanted, index) - shareOf(there, index));
  const joined = await Promise.all(
    crews.map((crew, index) => crew.order({ kind: 'join', url, nodes: shares[index] ?? 0, deadline })),
  );
  return joined.reduce((sum, each) => sum + each, 0);
}

function shareOf(nodes: number, fleet: number): number {
  return Math.floor((nodes + fleet) / FLEETS);
}

async function measureRoom(
  broker: Broker,
  crews: readonly Fleet[],
  nodes: number,
  { idleSeconds, asks }: RoomPlan,
): Promise<RoomCost> {
  const asker = startFleet();
  const fleets = [asker, ...crews];
  let milliseconds = NaN;

  async function come(): Promise<void> {
    const start = performance.now();
    await asker.order({ kind: 'join', url: broker.url, nodes: 1, deadline: COMING });
    await allKnow(fleets, nodes - 1, COMING);
    milliseconds = performance.now() - start;
    await pause(SETTLE);
  }

  async function go(): Promise<void> {
    await asker.order({ kind: 'leave' });
    await allKnow(crews, nodes - 2, COMING);
  }

  try {
    await quiet(broker, nodes);
    const answers = await answersTo(broker, come);
    await go();
    await quiet(broker, nodes);
    const arriving = await useOf(broker, fleets, come);
    const seconds = Math.max(idleSeconds, beatSeconds(nodes));
    const resting = await useOf(broker, fleets, () => pause(seconds * 1000));
    const arrived = beyond(resting, arriving);
    const questions: Question[] = [];
    const crowded = nodes === CROWDED.nodes ? [CROWDED.clientsEach] : [];
    for (const clientsEach of nodes === 1 ? [] : [...CLIENTS_EACH, ...crowded]) {
      for (const crew of crews) await crew.order({ kind: 'populate', clients: clientsEach });
      await pause(beatSeconds(nodes) * 1000 + LOOK); // then each has told how many clients it has
      questions.push(await measureQuestion(broker, asker, fleets, clientsEach, asks, resting));
    }
    await go();
    return {
      nodes,
      idle: {
        broker: resting.broker / resting.seconds,
        ...nodeRates(resting, nodes),
        messages: resting.messagesOut / resting.seconds,
        bytes: resting.bytesOut / resting.seconds,
      },
      arrival: {
        milliseconds,
        broker: arrived.broker,
        nodes: arrived.fleets.reduce((sum, each) => sum + each, 0),
        messages: answers.count + nodes - 1,
      },
      questions,
    };
  } finally {
    await asker.end();
  }
}

function nodeRates({ fleets, seconds }: Use, nodes: number): Pick<Idle, 'node' | 'shared'> {
  const [asker = NaN, ...crews] = fleets;
  const together = crews.reduce((sum, each) => sum + each, 0);
  return { node: asker / seconds, shared: nodes === 1 ? 0 : together / seconds / (nodes - 1) };
}

async function measureQuestion(
  broker: Broker,
  asker: Fleet,
  fleets: readonly Fleet[],
  clientsEach: number,
  asks: number,
  resting: Use,
): Promise<Question> {
  const all: Asked[] = [];
  async function ask(): Promise<void> {
    all.push(await asker.order({ kind: 'ask' }));
    await pause(SETTLE);
  }
  const { bytes } = await answersTo(broker, ask);
  all.length = 0; // code is compiled now
  const uses: Use[] = [];
  for (let asked = 0; asked < asks; asked++) {
    await pause(ANSWER_IS_OLD);
    uses.push(beyond(resting, await useOf(broker, fleets, ask)));
  }
  const of = (key: keyof Asked): number => median(all.map((asked) => asked[key]));
  const mean = (cpu: (use: Use) => number): number => uses.reduce((sum, use) => sum + cpu(use), 0) / asks;
  return {
    clientsEach,
    listed: of('listed'),
    missing: of('missing'),
    milliseconds: of('milliseconds'),
    bytes,
    asker: mean(({ fleets: [ofAsker = NaN] }) => ofAsker),
    answerers: mean(({ fleets: [, ...ofCrews] }) => ofCrews.reduce((sum, each) => sum + each, 0)),
    broker: mean(({ broker: ofBroker }) => ofBroker),
  };
}

/** Waits until there is little but heartbeats. */
async function quiet(broker: Broker, nodes: number): Promise<void> {
  const most = QUIET_AT_LEAST + (QUIET * (nodes * nodes)) / beatSeconds(nodes);
  for (let before = await broker.traffic(); ;) {
    await pause(LOOK);
    const now = await broker.traffic();
    if ((now.messagesOut - before.messagesOut) / (LOOK / 1000) < most) return;
    before = now;
  }
}
