import type { Machine } from '../machine.ts';
import type { OperatorCost } from '../operators.ts';
import type { Arrivals } from '../sections/arrivals.ts';
import type { Costs } from '../sections/costs.ts';
import type { RoomDelay } from '../sections/delays.ts';

/** Who took part, or why not. */
export interface Participant {
  readonly name: string;
  readonly about: string;
  /** Left out where it is not installed. */
  readonly version?: string;
  /** What to install, where it is not. */
  readonly missing?: string;
}

/** All that a run showed. The JSON file is this. A section that was left out is not there. */
export interface Report {
  /** As ISO 8601 has it. */
  readonly date: string;
  readonly command: string;
  readonly machine: Machine;
  readonly peers: readonly Participant[];
  readonly workloads?: readonly Costs[];
  readonly halls?: readonly Costs[];
  readonly delays?: readonly RoomDelay[];
  readonly arrivals?: Arrivals;
  readonly operators?: readonly OperatorCost[];
}

/** What costs are told as a multiple of. */
export const REFERENCES = ['plain-node', 'floor'] as const;
