import { setTimeout as pause } from 'node:timers/promises';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { Failure } from './failure.ts';

/** Who says the probes: begins with another letter than the name of those who only fill the room. */
export const PROBE_SPEAKER = 'probe';

/** Milliseconds between two probes, so that each finds the room as the others left it. */
const PACE = 10;
/** Milliseconds after which a probe is lost. */
const PATIENCE = 5000;

/**
 * One client says a numbered line every 10 ms, another picks it out of all that it hears. Both are in this process, so
 * one clock tells how long each line took, from `write` to the read that brought its end.
 *
 * @param size bytes of a line, its newline included
 * @returns milliseconds, one for each probe
 */
export async function probe(port: number, count: number, size: number): Promise<number[]> {
  const [speaker, listener] = await Promise.all([enter(port), enter(port)]);
  speaker.resume();
  const sentAt: number[] = [];
  const delays: number[] = [];
  let rest = '';

  listener.setEncoding('latin1').on('data', (text: string) => {
    const now = performance.now();
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, number] = /^probe says: (\d+) /.exec(line) ?? [];
      if (number !== undefined) delays.push(now - (sentAt[Number(number)] ?? NaN));
    }
  });

  try {
    for (let number = 0; number < count; number++) {
      sentAt.push(performance.now());
      speaker.write(`${`${PROBE_SPEAKER} says: ${number} `.padEnd(size - 1, 'x')}\n`);
      await pause(PACE);
    }
    for (const start = performance.now(); delays.length < count;) {
      if (performance.now() - start > PATIENCE) throw new Failure('lost messages');
      await pause(PACE);
    }
    return delays;
  } finally {
    speaker.destroy();
    listener.destroy();
  }
}

/** Connects, and waits for the greeting: the server has this client among its receivers. */
async function enter(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'data');
  return socket;
}
