import { inScratchFolder } from '../battery/scratch.ts';
import { startBroker } from './broker.ts';
import { allKnow, startFleet } from './fleets.ts';
import { useOf } from './use.ts';

/** What it takes that so many nodes come at once, as they do when the broker is started again. */
export interface Crowded {
  readonly nodes: number;
  /** Until each knows of each. */
  readonly milliseconds: number;
  /** That the broker handed out until then. */
  readonly messages: number;
  /** CPU, in nanoseconds. */
  readonly broker: number;
  readonly fleets: number;
}

const FLEETS = 2;
const DEADLINE = 120_000;

export async function measureCrowds(
  sizes: readonly number[],
  step: (what: string) => void,
): Promise<Crowded[]> {
  const crowds: Crowded[] = [];
  for (const nodes of sizes) {
    step(`${nodes} nodes`);
    crowds.push(await measureCrowd(nodes));
  }
  return crowds;
}

async function measureCrowd(nodes: number): Promise<Crowded> {
  return await inScratchFolder(async (folder) => {
    const broker = await startBroker(folder, true);
    const fleets = Array.from({ length: FLEETS }, startFleet);
    try {
      await Promise.all(fleets.map((fleet) => fleet.order({ kind: 'know' }))); // the processes are there
      let milliseconds = NaN;
      const use = await useOf(broker, fleets, async () => {
        const start = performance.now();
        const share = nodes / FLEETS;
        await Promise.all(
          fleets.map((fleet) => fleet.order({ kind: 'joinAtOnce', url: broker.url, nodes: share })),
        );
        if (!(await allKnow(fleets, nodes - 1, DEADLINE)))
          throw new Error('not all nodes know of each other');
        milliseconds = performance.now() - start;
      });
      return {
        nodes,
        milliseconds,
        messages: use.messagesOut,
        broker: use.broker,
        fleets: use.fleets.reduce((sum, each) => sum + each, 0),
      };
    } finally {
      await Promise.all([broker, ...fleets].map((each) => each.end()));
    }
  });
}
