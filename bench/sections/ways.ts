import { attempt, type Outcome } from '../outcome.ts';
import type { Cost } from '../load/talk.ts';
import { talkServer } from '../peers/talkServer.ts';
import { freePort, perform, startServer } from '../processes.ts';
import type { Progress } from '../progress.ts';
import type { ProtocolName } from '../protocols/index.ts';
import type { Workload } from '../workloads.ts';
import type { Costs } from './costs.ts';

/** What the other ways are told as a multiple of. */
export const ALL_BY_TCP = 'all by TCP';

/** A way for clients to come in: every second one takes the other protocol, where there are two. */
interface Way {
  readonly name: string;
  readonly protocols: readonly [ProtocolName, ProtocolName?];
}

const WAYS: readonly Way[] = [
  { name: ALL_BY_TCP, protocols: ['raw'] },
  { name: 'half by TCP, half browsers', protocols: ['raw', 'browser'] },
  { name: 'all by WebSocket', protocols: ['webSocket'] },
  { name: 'all browsers', protocols: ['browser'] },
];

/** How many ways there are, each of which takes a step. */
export const WAY_COUNT = WAYS.length;

/** Each workload is played over each way in turn, round after round, so that a ratio is taken of neighbours in time. */
export async function measureWays(
  workloads: readonly Workload[],
  rounds: number,
  progress: Progress,
): Promise<Costs[]> {
  const costs: Costs[] = [];
  for (const workload of workloads) {
    const series = WAYS.map(({ name }) => ({ peer: name, rounds: [] as Outcome<Cost>[] }));
    for (let round = 1; round <= rounds; round++) {
      for (const [index, way] of WAYS.entries()) {
        progress.step(`${workload.name}, ${way.name}, round ${round} of ${rounds}`);
        series[index]?.rounds.push(await attempt(() => play(workload, way)));
      }
    }
    costs.push({ workload, peers: series });
  }
  return costs;
}

async function play(workload: Workload, { protocols: [one, other] }: Way): Promise<Cost> {
  const page = await freePort();
  const hasPage = one !== 'raw' || other !== undefined;
  const options = hasPage ? ['--http', String(page)] : [];
  const server = await startServer(
    (port) => [...talkServer.command(port), ...options],
    hasPage ? [page] : [],
  );
  const portFor = (protocol: ProtocolName): number => (protocol === 'raw' ? server.port : page);
  try {
    return await perform({
      kind: 'talk',
      port: portFor(one),
      protocol: one,
      others: other === undefined ? undefined : { port: portFor(other), protocol: other },
      server: server.pid,
      workload,
    });
  } finally {
    await server.end();
  }
}
