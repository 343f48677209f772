import { bytes, count, duration } from './statsFormat.ts';
import type { Sample } from './statsSample.ts';

/** One number of the room: a chart, and a row of the table. */
export interface Figure {
  readonly title: string;
  /** Null where there was nothing to measure. */
  readonly of: (sample: Sample) => number | null;
  readonly format: (value: number) => string;
  /** The least that the top of the chart stands for, so that next to nothing does not look like much. */
  readonly leastTop: number;
  /** What the steps of the scale are powers of. */
  readonly base: 10 | 2;
}

export const FIGURES: readonly Figure[] = [
  {
    title: 'Messages a second',
    of: ({ messagesPerSecond }) => messagesPerSecond,
    ...{ format: count, leastTop: 10, base: 10 },
  },
  {
    title: 'Deliveries a second',
    of: ({ deliveriesPerSecond }) => deliveriesPerSecond,
    ...{ format: count, leastTop: 10, base: 10 },
  },
  {
    title: 'Fan-out, p99',
    of: ({ p99FanOut }) => p99FanOut,
    ...{ format: duration, leastTop: 0.1, base: 10 },
  },
  {
    title: 'Slowest backlog',
    of: ({ slowestBacklog }) => slowestBacklog,
    ...{ format: bytes, leastTop: 1024, base: 2 },
  },
  { title: 'Clients', of: ({ clients }) => clients, ...{ format: count, leastTop: 10, base: 10 } },
];
