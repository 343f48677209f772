import type { RoomPlan } from './rooms.ts';

/** How much is measured. */
export interface Plan {
  readonly rooms: RoomPlan;
  /** For each size of batch. */
  readonly batchSeconds: number;
  readonly rounds: number;
  /** How many nodes come at once, in turn. */
  readonly crowds: readonly number[];
}

export const FULL_PLAN: Plan = {
  rooms: { nodes: [1, 3, 10, 30, 100, 300, 1000], idleSeconds: 10, asks: 10, joinSeconds: 180 },
  batchSeconds: 2,
  rounds: 3,
  crowds: [10, 30, 100],
};

/** Within two minutes, and its figures waver. */
export const QUICK_PLAN: Plan = {
  rooms: { nodes: [10, 30], idleSeconds: 2, asks: 2, joinSeconds: 20 },
  batchSeconds: 0.2,
  rounds: 1,
  crowds: [10],
};
