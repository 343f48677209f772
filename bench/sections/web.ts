import type { Progress } from '../progress.ts';
import type { Workload } from '../workloads.ts';
import type { Costs } from './costs.ts';
import { measureOptions, type OptionCosts } from './options.ts';
import { measureWays, WAY_COUNT } from './ways.ts';

/** How much of the web is measured. */
export interface WebPlan {
  readonly workloads: readonly Workload[];
  /** How often each is played over each way. */
  readonly rounds: number;
  readonly room: Workload;
  /** How often the servers of the options are started, and how many rounds they then play in turns. */
  readonly starts: number;
  readonly turns: number;
}

/** What WebSocket and what watches cost. */
export interface Web {
  readonly ways: readonly Costs[];
  readonly options: OptionCosts;
}

/** How many steps it takes. */
export function webSteps({ workloads, rounds, starts }: WebPlan): number {
  return workloads.length * rounds * WAY_COUNT + starts;
}

/** What the page, its clients and the metrics cost talk-server. */
export async function measureWeb(plan: WebPlan, progress: Progress): Promise<Web> {
  return {
    ways: await measureWays(plan.workloads, plan.rounds, progress),
    options: await measureOptions(plan.room, plan.starts, plan.turns, progress),
  };
}
