import { mebibytes, milliseconds, number } from '../report/format.ts';
import { unless } from './fault.ts';

const MEGABYTE = 1e6;

/** As a figure: 41.3 MB. */
export function megabytes(bytes: number): string {
  return `${number(bytes / MEGABYTE)} MB`;
}

/** What was measured at one time, and later. */
export function inTurn([before, after]: readonly [number, number]): string {
  return `${mebibytes(before)}, then ${mebibytes(after)}`;
}

/** A missed figure where memory grew by more than so many megabytes. */
export function growthAtMost(most: number, growth: number): string[] {
  return unless(growth <= most * MEGABYTE, `memory grew by ${megabytes(growth)}, more than ${most} MB`);
}

/** A missed figure where something took so many milliseconds or more. */
export function delayAtMost(most: number, delay: number, what: string): string[] {
  return unless(delay < most, `${what} was ${milliseconds(delay)}, not under ${most} ms`);
}

/** A missed figure where something has grown by more than such a part of what it was. That it has fallen is fine. */
export function flatWithin(most: number, [before, after]: readonly [number, number], what: string): string[] {
  const grown = after / before - 1;
  return unless(grown <= most, `${what} grew by ${(grown * 100).toFixed(1)} %, more than ${most * 100} %`);
}

export function longest(delays: readonly number[]): number {
  return delays.reduce((most, delay) => Math.max(most, delay), 0);
}
