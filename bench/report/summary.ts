import type { Cost } from '../load/talk.ts';
import { failureOf, figures, type Series } from '../outcome.ts';
import type { Costs } from '../sections/costs.ts';
import { median, medianRatio } from '../statistics.ts';

/** The middle of all rounds of a peer. */
export type Summary =
  { readonly kind: 'failed'; readonly why: string } | ({ readonly kind: 'measured' } & Cost);

export function summaryOf(series: Series<Cost>): Summary {
  const why = failureOf(series);
  if (why !== undefined) return { kind: 'failed', why };
  return {
    kind: 'measured',
    nanoseconds: median(figures(series, nanoseconds)),
    perSecond: median(figures(series, ({ perSecond }) => perSecond)),
    peakBytes: median(figures(series, ({ peakBytes }) => peakBytes)),
  };
}

/** How many times the reference's cost a peer's is; undefined where one of them is not known. */
export function timesReference({ peers }: Costs, peer: string, reference: string): number | undefined {
  const [one, other] = [seriesOf(peers, peer), seriesOf(peers, reference)];
  if (one === undefined || other === undefined) return undefined;
  if (failureOf(one) !== undefined || failureOf(other) !== undefined) return undefined;
  return medianRatio(figures(one, nanoseconds), figures(other, nanoseconds));
}

export function seriesOf<Value>(peers: readonly Series<Value>[], name: string): Series<Value> | undefined {
  return peers.find(({ peer }) => peer === name);
}

function nanoseconds(cost: Cost): number {
  return cost.nanoseconds;
}
