import { cpuNanoseconds } from '../processUse.ts';
import { raw } from '../protocols/raw.ts';
import { deliveriesOf, lineOf, type Workload } from '../workloads.ts';
import { Crowd } from './crowd.ts';
import { check, play } from './talk.ts';

/** A server that takes part. */
export interface Contestant {
  /** On 127.0.0.1. */
  readonly port: number;
  readonly pid: number;
}

/** Rounds before any counts, until the servers' code is compiled. */
export const WARM_UPS = 3;

/**
 * The same room on each of some servers, which play it one after another, round after round, so that whatever else the
 * machine does falls on all of them. Who begins changes with each round. Rejects with a `Failure` as `talk` does.
 *
 * @returns for each server its rounds: nanoseconds of its CPU for each delivered message
 */
export async function takeTurns(
  servers: readonly Contestant[],
  workload: Workload,
  rounds: number,
): Promise<number[][]> {
  const seats = servers.map(({ port, pid }) => ({
    crowd: new Crowd([{ port, protocol: raw }]),
    pid,
    costs: [] as number[],
  }));
  try {
    for (const { crowd } of seats) {
      await crowd.join(workload.clients);
      await crowd.rehearse(lineOf(workload.size));
    }
    for (let round = -WARM_UPS; round < rounds; round++) {
      for (const { crowd, pid, costs } of rotated(seats, round + WARM_UPS)) {
        const before = cpuNanoseconds(pid);
        await play(crowd, workload);
        const cpu = cpuNanoseconds(pid) - before;
        if (round >= 0) costs.push(cpu / deliveriesOf(workload));
      }
    }
    for (const { crowd } of seats) {
      await crowd.quiet();
      check(crowd, workload);
    }
    return seats.map(({ costs }) => costs);
  } finally {
    for (const { crowd } of seats) crowd.leave();
  }
}

function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
