import { frameCounter } from '../protocols/frameCounter.ts';
import { lineOf } from '../workloads.ts';
import type { Crowd } from './crowd.ts';
import { PROBE_SPEAKER } from './probes.ts';

const NAME = 'alice';

/**
 * Everybody in the crowd talks, for as long as the process lives, one message of each under way at once. The probes of
 * the pair that listens reach this crowd as well, and do not count: they are as long, and begin with another letter.
 */
export async function chatter(crowd: Crowd, size: number): Promise<void> {
  const message = lineOf(size, NAME);
  const everybody = message.length * (crowd.clients.length - 1);
  const lengths = new Map([NAME, PROBE_SPEAKER].map((name) => [name.charCodeAt(0), message.length]));
  crowd.count(message, () => frameCounter(lengths, NAME.charCodeAt(0)));

  let said = 0;
  await crowd.hear(Infinity, () => {
    const arrived = Math.floor(crowd.received / everybody);
    while (said - arrived < crowd.clients.length) {
      crowd.clients[said % crowd.clients.length]?.say(message);
      said++;
    }
  });
}
