import { median } from '../statistics.ts';
import { talkServer } from '../peers/talkServer.ts';
import { outcomeOf } from '../outcome.ts';
import { perform } from '../processes.ts';
import type { Workload } from '../workloads.ts';

/** What it takes a node to hand something to one of its own clients, over TCP: nanoseconds of CPU. */
export interface LocalCost {
  /** Each write, however much is in it. */
  readonly write: number;
  /** Each message in it, of 64 bytes. */
  readonly message: number;
}

const ROOM = { clients: 500, size: 64, isWarm: true, about: 'clients of one node' } as const;
/** Each message is a write for each client, as the next is said when it has come. */
const ALONE: Workload = { ...ROOM, name: 'alone', speakers: 1, messages: 200, window: 1 };
/** So many are on their way that those of a write share it among them. */
const TOGETHER: Workload = { ...ROOM, name: 'together', speakers: 100, messages: 200, window: 2000 };

/** With the real server, and clients in a process of their own. */
export async function measureLocal(rounds: number, step: (what: string) => void): Promise<LocalCost> {
  const alone: number[] = [];
  const together: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    step(`${ROOM.clients} clients of one node, round ${round} of ${rounds}`);
    alone.push(await costOf(ALONE));
    together.push(await costOf(TOGETHER));
  }
  const message = median(together);
  return { write: median(alone) - message, message };
}

async function costOf(workload: Workload): Promise<number> {
  const { protocol } = talkServer;
  const outcome = await outcomeOf(talkServer, workload.clients, ({ port, pid }) =>
    perform({ kind: 'talk', port, server: pid, protocol, workload }),
  );
  if (outcome.kind === 'failed') throw new Error(`talk-server cannot be measured: ${outcome.why}`);
  return outcome.value.nanoseconds;
}
