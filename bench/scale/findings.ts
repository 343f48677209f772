import type { Machine } from '../machine.ts';
import type { BatchCosts } from './batches.ts';
import type { Crowded } from './crowds.ts';
import type { LocalCost } from './local.ts';
import type { Rooms } from './rooms.ts';

/** All that a run showed. */
export interface Findings {
  /** As ISO 8601 has it. */
  readonly date: string;
  readonly command: string;
  readonly machine: Machine;
  /** The version of nats-server. */
  readonly broker: string;
  readonly batches: BatchCosts;
  readonly rooms: Rooms;
  readonly local: LocalCost;
  readonly crowds: readonly Crowded[];
}
