import { setTimeout as pause } from 'node:timers/promises';
import { inScratchFolder } from '../battery/scratch.ts';
import { median } from '../statistics.ts';
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
  /** Bytes that the broker hands out for it. */
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
/** Milliseconds until the last work that an answer makes is done. */
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
  try {
    await quiet(broker, nodes);
    let milliseconds = NaN;
    const arriving = await useOf(broker, fleets, async () => {
      const start = performance.now();
      await asker.order({ kind: 'join', url: broker.url, nodes: 1, deadline: COMING });
      await allKnow(fleets, nodes - 1, COMING);
      milliseconds = performance.now() - start;
      await quiet(broker, nodes);
    });
    const seconds = Math.max(idleSeconds, beatSeconds(nodes));
    const resting = await useOf(broker, fleets, () => pause(seconds * 1000));
    const arrived = beyond(resting, arriving);
    const questions: Question[] = [];
    const crowded = nodes === CROWDED.nodes ? [CROWDED.clientsEach] : [];
    for (const clientsEach of nodes === 1 ? [] : [...CLIENTS_EACH, ...crowded]) {
      questions.push(await measureQuestion(broker, fleets, clientsEach, asks, resting));
    }
    await asker.order({ kind: 'leave' });
    await allKnow(crews, nodes - 2, COMING);
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
        messages: arrived.messagesOut,
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
  fleets: readonly Fleet[],
  clientsEach: number,
  asks: number,
  resting: Use,
): Promise<Question> {
  const [asker, ...crews] = fleets;
  if (asker === undefined) throw new Error('nobody asks');
  for (const crew of crews) await crew.order({ kind: 'populate', clients: clientsEach });
  const questions: Question[] = [];
  for (let ask = 0; ask <= asks; ask++) {
    await pause(ANSWER_IS_OLD);
    let asked: Asked | undefined;
    const use = await useOf(broker, fleets, async () => {
      asked = await asker.order({ kind: 'ask' });
      await pause(SETTLE);
    });
    if (ask === 0 || asked === undefined) continue; // code is compiled now
    const { fleets: cpu, broker: ofBroker, bytesOut } = beyond(resting, use);
    const [ofAsker = NaN, ...ofCrews] = cpu;
    questions.push({
      clientsEach,
      ...asked,
      bytes: bytesOut,
      asker: ofAsker,
      answerers: ofCrews.reduce((sum, each) => sum + each, 0),
      broker: ofBroker,
    });
  }
  const of = (key: keyof Question): number => median(questions.map((question) => question[key]));
  return {
    clientsEach,
    listed: of('listed'),
    missing: of('missing'),
    milliseconds: of('milliseconds'),
    bytes: of('bytes'),
    asker: of('asker'),
    answerers: of('answerers'),
    broker: of('broker'),
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
