import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '@nats-io/transport-node';
import { median } from '../statistics.ts';
import { inScratchFolder } from '../battery/scratch.ts';
import { startBroker } from './broker.ts';
import { allKnow, type Fleet, startFleet } from './fleets.ts';
import { beyond, type Use, useOf } from './use.ts';

/** What one batch takes, in nanoseconds of CPU. */
export interface BatchCost {
  /** Messages in it, of 64 bytes, each of another client. */
  readonly messages: number;
  /** The node that says it; one that hears it. */
  readonly said: number;
  readonly heard: number;
  /** The broker: to take it, and to hand it to one node. */
  readonly taken: number;
  readonly delivered: number;
  /** Bytes of it on the wire, as the broker counts them. */
  readonly bytes: number;
}

/** With the journal, and without it. */
export interface BatchCosts {
  readonly journaled: readonly BatchCost[];
  readonly plain: readonly BatchCost[];
}

/** Messages of a batch, and milliseconds from one to the next: so many that a few nodes can hear them on any machine. */
const SIZES = [
  { messages: 1, every: 2 },
  { messages: 10, every: 2 },
  { messages: 100, every: 5 },
  { messages: 1000, every: 40 },
] as const;
/** Few and many, so that it shows what one more takes. */
const FEW = 1;
const MANY = 40;
const CLIENTS = 1000;
/** Milliseconds until the last work that a batch makes is done; and that all may take to know of all, or to hear all. */
const SETTLE = 200;
const DEADLINE = 60_000;
/** Milliseconds for which it is done before, uncounted, so that code is compiled. */
const WARM = 1000;

/** What so many batches took. */
interface Spoken {
  readonly use: Use;
  readonly batches: number;
}

/** Measures each size for so many seconds, so many times. */
export async function measureBatches(
  seconds: number,
  rounds: number,
  step: (what: string) => void,
): Promise<BatchCosts> {
  const journaled: BatchCost[][] = [];
  const plain: BatchCost[][] = [];
  for (let round = 1; round <= rounds; round++) {
    step(`with a journal, round ${round} of ${rounds}`);
    journaled.push(await measureRound(true, seconds));
    step(`without, round ${round} of ${rounds}`);
    plain.push(await measureRound(false, seconds));
  }
  return { journaled: middleOf(journaled), plain: middleOf(plain) };
}

async function measureRound(hasJournal: boolean, seconds: number): Promise<BatchCost[]> {
  const few = await usesFor(FEW, hasJournal, seconds);
  const many = await usesFor(MANY, hasJournal, seconds);
  return SIZES.map(({ messages }, index) => {
    const one = few[index];
    const more = many[index];
    if (one === undefined || more === undefined) throw new Error('a size was not measured');
    const brokerForFew = one.use.broker / one.batches;
    const brokerForMany = more.use.broker / more.batches;
    const delivered = (brokerForMany - brokerForFew) / (MANY - FEW);
    const [said = NaN, heard = NaN] = more.use.fleets;
    return {
      messages,
      said: said / more.batches,
      heard: heard / more.batches / MANY,
      taken: brokerForFew - (FEW + 1) * delivered, // to the one that counts, too
      delivered,
      bytes: more.use.bytesOut / more.batches / (MANY + 1),
    };
  });
}

/** What each size takes beyond what the same time takes in which nothing is said. */
async function usesFor(listeners: number, hasJournal: boolean, seconds: number): Promise<Spoken[]> {
  return await inScratchFolder(async (folder) => {
    const broker = await startBroker(folder, hasJournal);
    const speaker = startFleet();
    const audience = startFleet();
    const fleets = [speaker, audience];
    const counter = await connect({ servers: broker.url });
    let count = 0;
    counter.subscribe('talk.v1.*.b.*', {
      callback: () => {
        count += 1;
      },
    });
    try {
      await speaker.order({ kind: 'populate', clients: CLIENTS });
      await audience.order({ kind: 'join', url: broker.url, nodes: listeners, deadline: DEADLINE });
      await speaker.order({ kind: 'join', url: broker.url, nodes: 1, deadline: DEADLINE });
      if (!(await allKnow(fleets, listeners, DEADLINE))) throw new Error('not all nodes know of each other');
      const uses: Spoken[] = [];
      for (const { messages, every } of SIZES) {
        const batches = Math.ceil((seconds * 1000) / every);
        const talk = async (each: number, times: number): Promise<void> => {
          await speaker.order({ kind: 'talk', batches: times, messages: each, every });
          await heardBy(audience, each * times * listeners);
          await pause(SETTLE);
        };
        await talk(messages, Math.ceil(WARM / every));
        const silent = await useOf(broker, fleets, () => talk(0, batches));
        count = 0;
        const spoken = await useOf(broker, fleets, () => talk(messages, batches));
        uses.push({ use: beyond(silent, spoken), batches: count });
      }
      return uses;
    } finally {
      await counter.close();
      await Promise.all([broker, ...fleets].map((each) => each.end()));
    }
  });
}

/** Waits until so many messages have been heard, and no more. */
async function heardBy(audience: Fleet, wanted: number): Promise<void> {
  let heard = 0;
  const start = performance.now();
  while (heard < wanted && performance.now() - start < DEADLINE) {
    await pause(SETTLE);
    heard += await audience.order({ kind: 'hear' });
  }
  if (heard !== wanted) throw new Error(`${heard} messages were heard, not ${wanted}`);
}

function middleOf(rounds: readonly (readonly BatchCost[])[]): BatchCost[] {
  return SIZES.map(({ messages }, index) => {
    const all = rounds.flatMap((round) => round[index] ?? []);
    return {
      messages,
      said: median(all.map(({ said }) => said)),
      heard: median(all.map(({ heard }) => heard)),
      taken: median(all.map(({ taken }) => taken)),
      delivered: median(all.map(({ delivered }) => delivered)),
      bytes: median(all.map(({ bytes }) => bytes)),
    };
  });
}
