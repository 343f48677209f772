import type { Cost } from '../load/talk.ts';
import { type Outcome, outcomeOf, type Series } from '../outcome.ts';
import type { Peer } from '../peers/peer.ts';
import { perform } from '../processes.ts';
import type { Progress } from '../progress.ts';
import type { Workload } from '../workloads.ts';

/** Milliseconds of a round after which a peer is not asked again: its figure is large, and will not change much. */
const SLOW = 15_000;

/** What a workload cost each peer. */
export interface Costs {
  readonly workload: Workload;
  readonly peers: readonly Series<Cost>[];
}

/** Each workload is played by each peer in turn, round after round, so that a ratio is taken of neighbours in time. */
export async function measureCosts(
  workloads: readonly Workload[],
  peers: readonly Peer[],
  rounds: number,
  progress: Progress,
): Promise<Costs[]> {
  const costs: Costs[] = [];
  for (const workload of workloads) {
    const series = peers.map(({ name }) => ({ peer: name, rounds: [] as Outcome<Cost>[] }));
    const slow = new Set<Peer>();
    for (let round = 1; round <= rounds; round++) {
      for (const [index, peer] of peers.entries()) {
        const isEnough = slow.has(peer);
        const how = isEnough ? 'slow, and measured' : `round ${round} of ${rounds}`;
        progress.step(`${workload.name}, ${peer.name}, ${how}`);
        if (isEnough) continue;
        const start = performance.now();
        series[index]?.rounds.push(await play(workload, peer));
        if (performance.now() - start > SLOW) slow.add(peer);
      }
    }
    costs.push({ workload, peers: series });
  }
  return costs;
}

async function play(workload: Workload, peer: Peer): Promise<Outcome<Cost>> {
  return await outcomeOf(peer, workload.clients, ({ port, pid }) =>
    perform({ kind: 'talk', port, server: pid, protocol: peer.protocol, workload }),
  );
}
