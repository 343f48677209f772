import { SPAN } from './statsPast.ts';

/** When, and how much; null where there was nothing to measure. */
export interface Point {
  readonly time: number;
  readonly value: number | null;
}

/** What a chart draws, in its own units: the line, and what is under it. */
export interface Plot {
  readonly line: string;
  readonly area: string;
}

const WIDTH = 300;
const HEIGHT = 100;
/** Milliseconds without a point from which on the line is cut: two were missed. */
const GAP = 3000;

/** Draws the points of the time until `now` on a scale from 0 to `top`. What was not measured is left open. */
export function plot(points: readonly Point[], now: number, top: number): Plot {
  const lines: string[] = [];
  const areas: string[] = [];
  for (const run of runsOf(points)) {
    const drawn = run.map(({ time, value }) => ({
      x: fixed(WIDTH * (1 - (now - time) / SPAN)),
      y: fixed(HEIGHT * (1 - value / top)),
    }));
    const [first, last] = [drawn[0], drawn.at(-1)];
    if (first === undefined || last === undefined) continue;
    const through = drawn.map(({ x, y }) => `${x} ${y}`).join('L');
    // One point alone is a line as long as the second that it stands for.
    lines.push(drawn.length === 1 ? `M${through}h-1` : `M${through}`);
    areas.push(`M${first.x} ${HEIGHT}L${through}L${last.x} ${HEIGHT}Z`);
  }
  return { line: lines.join(''), area: areas.join('') };
}

interface Measured {
  readonly time: number;
  readonly value: number;
}

function runsOf(points: readonly Point[]): readonly (readonly Measured[])[] {
  const runs: Measured[][] = [];
  let run: Measured[] | undefined;
  for (const { time, value } of points) {
    if (value === null) {
      run = undefined;
      continue;
    }
    const before = run?.at(-1);
    if (run === undefined || before === undefined || time - before.time > GAP) runs.push((run = []));
    run.push({ time, value });
  }
  return runs;
}

function fixed(value: number): number {
  return Math.round(value * 100) / 100;
}
