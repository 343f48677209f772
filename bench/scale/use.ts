import { cpuNanoseconds } from '../processUse.ts';
import type { Broker, Traffic } from './broker.ts';
import type { Fleet } from './fleets.ts';

/** What something took, from its beginning to its end. */
export interface Use extends Traffic {
  readonly seconds: number;
  /** CPU of the broker, in nanoseconds; and of the fleets, in their order. */
  readonly broker: number;
  readonly fleets: readonly number[];
}

/** What it takes to do this. */
export async function useOf(
  broker: Broker,
  fleets: readonly Fleet[],
  act: () => Promise<unknown>,
): Promise<Use> {
  const pids = [broker.pid, ...fleets.map(({ pid }) => pid)];
  const start = performance.now();
  const trafficBefore = await broker.traffic();
  const before = pids.map(cpuNanoseconds);
  await act();
  const spent = pids.map((pid, index) => cpuNanoseconds(pid) - (before[index] ?? NaN));
  const traffic = await broker.traffic();
  const [ofBroker = NaN, ...ofFleets] = spent;
  return {
    seconds: (performance.now() - start) / 1000,
    broker: ofBroker,
    fleets: ofFleets,
    messagesIn: traffic.messagesIn - trafficBefore.messagesIn,
    bytesIn: traffic.bytesIn - trafficBefore.bytesIn,
    messagesOut: traffic.messagesOut - trafficBefore.messagesOut,
    bytesOut: traffic.bytesOut - trafficBefore.bytesOut,
  };
}

/** What something takes beyond what the same time takes in which nothing happens. */
export function beyond(resting: Use, use: Use): Use {
  const part = use.seconds / resting.seconds;
  return {
    seconds: use.seconds,
    broker: use.broker - resting.broker * part,
    fleets: use.fleets.map((each, index) => each - (resting.fleets[index] ?? NaN) * part),
    messagesIn: use.messagesIn - resting.messagesIn * part,
    bytesIn: use.bytesIn - resting.bytesIn * part,
    messagesOut: use.messagesOut - resting.messagesOut * part,
    bytesOut: use.bytesOut - resting.bytesOut * part,
  };
}
