import type { Machine } from '../machine.ts';
import type { OperatorCost } from '../operators.ts';
import type { Arrivals } from '../sections/arrivals.ts';
import type { Costs } from '../sections/costs.ts';
import type { RoomDelay } from '../sections/delays.ts';
import type { Web } from '../sections/web.ts';

/** Who took part, or why not. */
export interface Participant {
  readonly name: string;
  readonly about: string;
  /** Left out where it is not installed. */
  readonly version?: string;
  /** What to install, where it is not. */
  readonly missing?: string;
}

/** Where and when figures were measured. */
export interface Origin {
  /** As ISO 8601 has it. */
  readonly date: string;
  readonly command: string;
  readonly machine: Machine;
}

/** What each section showed. One that was left out is not there. */
export interface Parts {
  readonly workloads?: readonly Costs[];
  readonly halls?: readonly Costs[];
  readonly delays?: readonly RoomDelay[];
  readonly arrivals?: Arrivals;
  readonly operators?: readonly OperatorCost[];
  readonly web?: Web;
}

/** All that is known. The JSON file is this. */
export interface Report extends Origin, Parts {
  readonly peers: readonly Participant[];
  /** The parts that were measured by themselves, later. Left out where there are none. */
  readonly apart?: { readonly [Part in keyof Parts]?: Origin };
}

/** What costs are told as a multiple of. */
export const REFERENCES = ['plain-node', 'floor'] as const;
