import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'node:net';
import type { Cues } from './cues.ts';

/**
 * Somebody comes every so many milliseconds, waits for the greeting, and goes, until `stop`. Returns how long each waited
 * since the order `mark`, in milliseconds: as long as the server did something else, and without its having to tell
 * anybody anything, which in a large room would take longer than what is measured.
 */
export async function newcomers(
  port: number,
  { pace }: { readonly pace: number },
  cues: Cues,
): Promise<number[]> {
  const waits: number[] = [];
  const visits: Promise<void>[] = [];
  cues.tell('running');
  while (cues.value('stop') === undefined) {
    visits.push(visit(port, cues.value('mark') === undefined ? [] : waits));
    await pause(pace);
  }
  await Promise.all(visits);
  return waits;
}

async function visit(port: number, waits: number[]): Promise<void> {
  const start = performance.now();
  const socket = connect({ host: '127.0.0.1', port });
  await once(socket, 'data');
  waits.push(performance.now() - start);
  socket.destroy();
}
