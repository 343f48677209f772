import type { Arrival } from '../load/storm.ts';
import { type Outcome, outcomeOf, type Series } from '../outcome.ts';
import type { Peer } from '../peers/peer.ts';
import { perform } from '../processes.ts';
import type { Progress } from '../progress.ts';

/** What so many clients at once cost each peer. */
export interface Arrivals {
  readonly clients: number;
  readonly peers: readonly Series<Arrival>[];
}

/** How much memory an idle connection takes, and how long clients wait that come all at once. */
export async function measureArrivals(
  clients: number,
  peers: readonly Peer[],
  rounds: number,
  progress: Progress,
): Promise<Arrivals> {
  const series = peers.map(({ name }) => ({ peer: name, rounds: [] as Outcome<Arrival>[] }));
  for (let round = 1; round <= rounds; round++) {
    for (const [index, peer] of peers.entries()) {
      progress.step(`${clients} clients at once, ${peer.name}, round ${round} of ${rounds}`);
      series[index]?.rounds.push(
        await outcomeOf(peer, clients, ({ port, pid }) =>
          perform({ kind: 'storm', port, server: pid, protocol: peer.protocol, size: clients }),
        ),
      );
    }
  }
  return { clients, peers: series };
}
