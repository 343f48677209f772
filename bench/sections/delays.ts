import { type Outcome, outcomeOf } from '../outcome.ts';
import type { Peer } from '../peers/peer.ts';
import { begin, perform } from '../processes.ts';
import type { Progress } from '../progress.ts';
import { quantile } from '../statistics.ts';

/** Clients in the room, the two of the probe among them. */
const CLIENTS = 100;
/** Bytes of a message. */
const SIZE = 64;

export const ROOMS = ['idle', 'busy'] as const;
/** Whether the others are silent, or each of them talks, one message under way at once. */
export type Room = (typeof ROOMS)[number];

/** How long a message took, in milliseconds. */
export interface Delay {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

export interface RoomDelay {
  readonly peer: string;
  readonly room: Room;
  readonly clients: number;
  readonly probes: number;
  readonly outcome: Outcome<Delay>;
}

/** How long a message takes from one client to another in a room of 100. */
export async function measureDelays(
  peers: readonly Peer[],
  probes: number,
  progress: Progress,
): Promise<RoomDelay[]> {
  const delays: RoomDelay[] = [];
  for (const room of ROOMS) {
    for (const peer of peers) {
      progress.step(`${room} room, ${peer.name}`);
      const outcome = await outcomeOf(peer, CLIENTS, async ({ port }) => {
        const company = await begin({
          kind: 'company',
          port,
          protocol: peer.protocol,
          size: CLIENTS - 2,
          isBusy: room === 'busy',
          messageSize: SIZE,
        });
        try {
          return delayOf(await perform({ kind: 'probe', port, count: probes, messageSize: SIZE }));
        } finally {
          await company.end();
        }
      });
      delays.push({ peer: peer.name, room, clients: CLIENTS, probes, outcome });
    }
  }
  return delays;
}

function delayOf(delays: readonly number[]): Delay {
  return { p50: quantile(delays, 0.5), p99: quantile(delays, 0.99), p999: quantile(delays, 0.999) };
}
