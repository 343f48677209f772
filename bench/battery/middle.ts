import { median } from '../statistics.ts';

/** The middle of what was in a part of the time, each end from 0 to 1. */
export function middleOf(samples: readonly number[], from: number, to: number): number {
  const { length } = samples;
  return median(samples.slice(Math.floor(length * from), Math.ceil(length * to)));
}
