import { milliseconds, number } from '../report/format.ts';
import { unless } from './fault.ts';

const MEGABYTE = 1e6;

/** As a figure: 41.3 MB. */
export function megabytes(bytes: number): string {
  return `${number(bytes / MEGABYTE)} MB`;
}

/** A problem where memory grew by more than so many megabytes. */
export function growthAtMost(most: number, growth: number): string[] {
  return unless(growth <= most * MEGABYTE, `memory grew by ${megabytes(growth)}, more than ${most} MB`);
}

/** A problem where something took more than so many milliseconds. */
export function delayAtMost(most: number, delay: number, what: string): string[] {
  return unless(delay < most, `${what} was ${milliseconds(delay)}, not under ${most} ms`);
}

export function longest(delays: readonly number[]): number {
  return delays.reduce((most, delay) => Math.max(most, delay), 0);
}
