import { attempt, type Outcome } from '../outcome.ts';
import { talkServer } from '../peers/talkServer.ts';
import { perform, type RunningServer, startServer } from '../processes.ts';
import type { Progress } from '../progress.ts';
import { median, medianRatio } from '../statistics.ts';
import type { Workload } from '../workloads.ts';

/** What one option cost the room of one server. */
export interface OptionCost {
  readonly option: string;
  /** Nanoseconds of server CPU for each delivered message, the median of the turns. */
  readonly nanoseconds: number;
  /** The multiple of the server without options: the median of the ratios of turns that followed each other. */
  readonly times: number;
}

/** What options cost a room of clients over TCP that use none of them. */
export interface OptionCosts {
  readonly workload: Workload;
  /** Turns of each server after each start. */
  readonly turns: number;
  readonly starts: readonly Outcome<readonly OptionCost[]>[];
}

interface Option {
  readonly name: string;
  readonly args: readonly string[];
}

/** What tells how exact the figures are. */
export const NOISE = 'none, once more';
export const METRICS = '`--metrics 0`';

/** The first is what the others are a multiple of, the second tells what a multiple means nothing below. */
export const OPTIONS: readonly [Option, ...Option[]] = [
  { name: 'none', args: [] },
  { name: NOISE, args: [] },
  { name: '`--http 0`', args: ['--http', '0'] },
  { name: METRICS, args: ['--metrics', '0'] },
];

/**
 * Servers with and without an option run beside each other and play short rounds in turns. That is done anew with other
 * processes a few times, as no two of one program are equally fast.
 */
export async function measureOptions(
  workload: Workload,
  starts: number,
  turns: number,
  progress: Progress,
): Promise<OptionCosts> {
  const outcomes: Outcome<readonly OptionCost[]>[] = [];
  for (let start = 1; start <= starts; start++) {
    progress.step(`options in turns, start ${start} of ${starts}`);
    outcomes.push(await attempt(() => compare(workload, turns, start)));
  }
  return { workload, turns, starts: outcomes };
}

async function compare(workload: Workload, turns: number, start: number): Promise<OptionCost[]> {
  const servers: RunningServer[] = [];
  try {
    // Not always in the same order: who is started first may be placed better.
    const order = OPTIONS.map((_, index) => OPTIONS[(index + start) % OPTIONS.length] ?? OPTIONS[0]);
    for (const { args } of order)
      servers.push(await startServer((port) => [...talkServer.command(port), ...args]));
    const contestants = servers.map(({ port, pid }) => ({ port, pid }));
    const costs = await perform({ kind: 'turns', servers: contestants, workload, rounds: turns });
    const costsOf = (option: Option): readonly number[] => costs[order.indexOf(option)] ?? [];
    return OPTIONS.map((option) => ({
      option: option.name,
      nanoseconds: median(costsOf(option)),
      times: medianRatio(costsOf(option), costsOf(OPTIONS[0])),
    }));
  } finally {
    for (const server of servers) await server.end();
  }
}
