import type { Cost } from '../load/talk.ts';
import type { Costs } from '../sections/costs.ts';
import { duration, table, times } from './format.ts';
import { summaryOf, timesReference } from './summary.ts';

/** A row for each peer, a column for each workload: server CPU, and the multiple of the reference's. */
export function costTable(costs: readonly Costs[], reference: string): string {
  return figureTable(costs, ({ nanoseconds }, peer, each) => {
    return `${duration(nanoseconds)} (${times(timesReference(each, peer, reference))})`;
  });
}

/** A row for each peer, a column for each workload. */
export function figureTable(
  costs: readonly Costs[],
  cell: (cost: Cost, peer: string, costs: Costs) => string,
): string {
  const peers = costs[0]?.peers.map(({ peer }) => peer) ?? [];
  return table(
    ['', ...costs.map(({ workload }) => workload.name)],
    peers.map((peer, row) => [
      peer,
      ...costs.map((each) => {
        const series = each.peers[row];
        if (series === undefined) return '–';
        const summary = summaryOf(series);
        return summary.kind === 'measured' ? cell(summary, peer, each) : summary.why;
      }),
    ]),
  );
}
