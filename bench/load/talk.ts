import { cpuNanoseconds, peakResidentBytes } from '../processUse.ts';
import { deliveriesOf, lineOf, type Workload } from '../workloads.ts';
import type { Crowd } from './crowd.ts';
import { Failure } from './failure.ts';

/** What a workload took. */
export interface Cost {
  /** Nanoseconds of server CPU for each delivered message. */
  readonly nanoseconds: number;
  /** Messages delivered in a second. */
  readonly perSecond: number;
  /** Bytes of memory that the server had at the most. */
  readonly peakBytes: number;
}

/**
 * Plays a workload, in a closed loop, and tells what it cost the server.
 * Rejects with a `Failure` unless each client got every byte that is for it, and no other.
 */
export async function talk(crowd: Crowd, workload: Workload, server: number): Promise<Cost> {
  await crowd.join(workload.clients);
  await crowd.rehearse(lineOf(workload.size));
  if (workload.isWarm) await play(crowd, workload);

  const cpuBefore = cpuNanoseconds(server);
  const start = process.hrtime.bigint();
  await play(crowd, workload);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const cpu = cpuNanoseconds(server) - cpuBefore;

  await crowd.quiet();
  check(crowd, workload);
  const deliveries = deliveriesOf(workload);
  return {
    nanoseconds: cpu / deliveries,
    perSecond: deliveries / seconds,
    peakBytes: peakResidentBytes(server),
  };
}

/** Plays a workload among those who have joined. Speakers take turns. The next message is said when one has reached everybody. */
export async function play(
  crowd: Crowd,
  { clients, speakers, messages, size, window }: Workload,
): Promise<void> {
  const message = lineOf(size);
  const everybody = crowd.deliveredSize(message) * (clients - 1);
  const total = speakers * messages;
  let said = 0;

  crowd.count(message);
  await crowd.hear(total * everybody, () => {
    const arrived = Math.floor(crowd.received / everybody);
    while (said < total && said - arrived < window) {
      crowd.say(said % speakers);
      said++;
    }
  });
}

/** That the bytes which came, the right number in all, came to the right clients, and as the messages that were said. */
export function check(crowd: Crowd, { speakers, messages, size }: Workload): void {
  const delivered = crowd.deliveredSize(lineOf(size));
  crowd.clients.forEach((client, index) => {
    const own = index < speakers ? messages : 0;
    const due = speakers * messages - own;
    if (client.received !== due * delivered) throw new Failure('sent to the wrong clients');
    if ((client.messages ?? due) !== due) throw new Failure('cut or joined messages');
  });
}
