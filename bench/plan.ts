import type { WebPlan } from './sections/web.ts';
import { CROWDS, fractionOf, hallOf, ROOM, WEB_WORKLOADS, type Workload, WORKLOADS } from './workloads.ts';

export const SECTIONS = ['workloads', 'clients', 'delay', 'memory', 'operators', 'web'] as const;
export type Section = (typeof SECTIONS)[number];

/** How much is measured. */
export interface Plan {
  /** Peers by name; undefined is all. */
  readonly peers: readonly string[] | undefined;
  /** How often each peer plays each workload. */
  readonly rounds: number;
  readonly workloads: readonly Workload[];
  /** The halls in which the cost against the number of clients is measured, and how often. */
  readonly halls: readonly Workload[];
  readonly hallRounds: number;
  /** Probes of each delay. */
  readonly probes: number;
  /** Clients of the memory measurement, and how often it is made. */
  readonly idlers: number;
  readonly memoryRounds: number;
  /** Milliseconds for each operator. */
  readonly operatorTime: number;
  readonly web: WebPlan;
}

/** Everything: some 20 to 25 minutes on two cores. */
export function fullPlan(rounds: number): Plan {
  const fewerRounds = Math.ceil(rounds / 3);
  return {
    peers: undefined,
    rounds,
    workloads: WORKLOADS,
    halls: CROWDS.map((clients) => hallOf(clients, 200_000, 200)),
    hallRounds: fewerRounds,
    probes: 2000,
    idlers: 8000,
    memoryRounds: fewerRounds,
    operatorTime: 1000,
    web: {
      workloads: WEB_WORKLOADS,
      rounds,
      room: fractionOf(ROOM, 5), // long rounds: a server runs for weeks, and its first second is all compiling
      starts: fewerRounds,
      turns: 8,
    },
  };
}

/** A look at everything within a minute, with the peers that need nothing or only a compiler. Its figures waver. */
export function quickPlan(rounds: number): Plan {
  return {
    peers: ['talk-server', 'plain-node', 'floor'],
    rounds,
    workloads: WORKLOADS.map((workload) => fractionOf(workload, 1 / 8)),
    halls: [10, 100, 1000].map((clients) => hallOf(clients, 30_000, 50)),
    hallRounds: 1,
    probes: 100,
    idlers: 1000,
    memoryRounds: 1,
    operatorTime: 100,
    web: {
      workloads: WEB_WORKLOADS.map((workload) => fractionOf(workload, 1 / 10)),
      rounds: 1,
      room: fractionOf(ROOM, 1 / 8),
      starts: 1,
      turns: 4,
    },
  };
}
