import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { milliseconds } from '../../report/format.ts';
import { type Fault, type Outcome, unless } from '../fault.ts';
import { onStage, type Stage } from '../stage.ts';
import { Server } from '../server.ts';
import { becomes } from '../wait.ts';

/** More than the kernel takes for somebody who does not read, less than what he is cut for. */
const BACKLOG = 7 * 1024 * 1024;
const SAID_WITHIN = 20_000;
/** Milliseconds after the first signal, in which it must still be sending what is unsent. */
const DRAINING = 300;
const ENDS_WITHIN = 2000;
const ENDS_AT_ONCE = 200;

export const signals: Fault = {
  name: 'signals',
  title: 'SIGTERM, and SIGINT twice, with clients that do not read, have ended their side, or are silent',
  wanted: 'SIGTERM: `stopped` is logged last, exit 0 within 2 s; the second SIGINT: exit 130 within 200 ms',
  isQuick: true,
  run: async () => {
    const one = await onStage(Server.start(['-v']), terminate, 'ends');
    const two = await onStage(Server.start(['-v', '--drain', '10s']), interruptTwice, 'ends');
    return {
      measured: `SIGTERM: ${one.measured}; SIGINT twice: ${two.measured}`,
      problems: [
        ...one.problems.map((problem) => `SIGTERM: ${problem}`),
        ...two.problems.map((problem) => `SIGINT twice: ${problem}`),
      ],
    };
  },
};

async function terminate({ server }: Stage): Promise<Outcome> {
  return await inCompany(server, async () => {
    server.signal('SIGTERM');
    const end = await server.ends(ENDS_WITHIN);
    const last = server.log.at(-1)?.event;
    return {
      measured: `exit ${server.code} after ${milliseconds(end ?? NaN)}`,
      problems: [
        ...unless(end !== undefined && server.code === 0, `code ${server.code} after ${end} ms`),
        ...unless(last === 'stopped', `the log ends with ${last}`),
      ],
    };
  });
}

async function interruptTwice({ server }: Stage): Promise<Outcome> {
  return await inCompany(server, async () => {
    server.signal('SIGINT');
    await pause(DRAINING);
    const isDraining = server.isRunning;
    if (isDraining) server.signal('SIGINT');
    const end = await server.ends(ENDS_WITHIN);
    return {
      measured: `exit ${server.code}, ${milliseconds(end ?? NaN)} after the second`,
      problems: [
        ...unless(isDraining, `it ended within ${DRAINING} ms, though a client has unsent bytes`),
        ...unless((end ?? Infinity) <= ENDS_AT_ONCE, `it ended ${end} ms after the second`),
        ...unless(server.code === 130, `exit ${server.code}, not 130`),
      ],
    };
  });
}

/** With one client that reads nothing of much, one that reads nothing and has ended its side, and one that is silent. */
async function inCompany(server: Server, act: () => Promise<Outcome>): Promise<Outcome> {
  const sockets: Socket[] = [];
  const enter = async (): Promise<Socket> => {
    const socket = connect({ host: '127.0.0.1', port: server.port, allowHalfOpen: true });
    sockets.push(socket);
    socket.on('error', () => undefined); // the server may end as it likes
    await once(socket, 'data');
    return socket;
  };
  try {
    const stalled = (await enter()).pause();
    const ended = (await enter()).pause();
    const reader = await enter();
    const speaker = await enter();
    await enter(); // the silent one
    let heard = 0;
    reader.on('data', (bytes) => (heard += bytes.length));
    speaker.write(Buffer.from(`${'x'.repeat(1023)}\n`.repeat(BACKLOG / 1024)));
    if (!(await becomes(() => heard === BACKLOG, SAID_WITHIN))) throw new Error(`only ${heard} bytes came`);
    if (stalled.destroyed) throw new Error('who does not read was cut too soon');
    ended.end();
    return await act();
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}
