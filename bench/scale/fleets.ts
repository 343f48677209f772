import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endChild, keep } from '../battery/children.ts';
import { COMPILED } from '../project.ts';
import type { Answer, OrderKind, OrderOf, Results } from './order.ts';

/** Milliseconds that one order may take at the most. */
const PATIENCE = 300_000;
/** Milliseconds between two looks at whether all know of all. */
const LOOK_EVERY = 20;

/** A process with many nodes. */
export interface Fleet {
  readonly pid: number;
  order<Kind extends OrderKind>(order: OrderOf<Kind>): Promise<Results[Kind]>;
  end(): Promise<void>;
}

export function startFleet(): Fleet {
  const child = fork(join(COMPILED, 'scale', 'fleet.js'), {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  keep(child);
  return {
    pid: child.pid ?? NaN,
    end: () => endChild(child),
    async order<Kind extends OrderKind>(order: OrderOf<Kind>): Promise<Results[Kind]> {
      const isAnswered = new AbortController();
      const signal = AbortSignal.any([isAnswered.signal, AbortSignal.timeout(PATIENCE)]);
      const answered = once(child, 'message', { signal }).then(([answer]) => answer as Answer); // from fleet.ts
      const ended = once(child, 'exit', { signal }).then((): Answer => {
        return { kind: 'error', message: 'a process with nodes ended without an answer' };
      });
      child.send(order);
      try {
        const answer = await Promise.race([answered, ended]);
        if (answer.kind === 'error') throw new Error(answer.message);
        return answer.result as Results[Kind]; // fleet.ts answers each kind with its result
      } finally {
        isAnswered.abort();
        await Promise.allSettled([answered, ended]);
      }
    },
  };
}

/** Whether, before so many milliseconds are over, each node of these fleets knows of so many others. */
export async function allKnow(fleets: readonly Fleet[], others: number, deadline: number): Promise<boolean> {
  for (const start = performance.now(); performance.now() - start < deadline;) {
    const known = await Promise.all(fleets.map((fleet) => fleet.order({ kind: 'know' })));
    if (known.every((each) => each === undefined || each === others)) return true;
    await pause(LOOK_EVERY);
  }
  return false;
}
