import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { milliseconds } from '../../report/format.ts';
import { type Fault, type Outcome, together, unless } from '../fault.ts';
import { onStage, type Stage } from '../stage.ts';
import { Server } from '../server.ts';
import { becomes } from '../wait.ts';
import { tlsSignals } from './tlsSignals.ts';

/** More than the kernel takes for somebody who does not read, less than what he is cut for. */
const BACKLOG = 7 * 1024 * 1024;
/** Milliseconds for each step, however slow the machine is. */
const PATIENCE = 60_000;
/** Milliseconds after the first signal, in which it must still be sending what is unsent. */
const DRAINING = 300;
const ENDS_WITHIN = 2000;
const ENDS_AT_ONCE = 200;
/** Nobody is cut on a slow machine, and who does not read holds up the end until the second signal. */
const SLOWLY = ['--slow-after', '10m'];

export const signals: Fault = {
  name: 'signals',
  title:
    'SIGTERM, and SIGINT twice, with clients that do not read, have ended their side, or are silent;' +
    ' SIGUSR2 and SIGTERM with TLS clients, one of them in the middle of its handshake',
  wanted:
    'SIGTERM: `stopped` is logged last, exit 0 within 2 s; the second SIGINT: exit 130 within 200 ms;' +
    ' SIGUSR2: the certificate is read anew, and nobody is dropped',
  isQuick: true,
  run: async () => {
    const one = await onStage(Server.start(['-v', ...SLOWLY]), terminate, 'ends');
    const two = await onStage(Server.start(['-v', '--drain', '10m', ...SLOWLY]), interruptTwice, 'ends');
    return together([
      ['SIGTERM', one],
      ['SIGINT twice', two],
      ['TLS', await tlsSignals(ENDS_WITHIN)],
    ]);
  },
};

async function terminate({ server }: Stage): Promise<Outcome> {
  return await inCompany(server, async () => {
    server.signal('SIGTERM');
    const end = await server.ends(PATIENCE);
    await server.logEnds();
    const last = server.log.at(-1)?.event;
    return {
      measured: `exit ${server.code} after ${milliseconds(end ?? NaN)}`,
      problems: [
        ...unless(end !== undefined && server.code === 0, `code ${server.code} after ${end} ms`),
        ...unless(last === 'stopped', `the log ends with ${last}`),
      ],
      missedFigures: unless((end ?? 0) <= ENDS_WITHIN, `it ended after ${end} ms`),
    };
  });
}

async function interruptTwice({ server }: Stage): Promise<Outcome> {
  return await inCompany(server, async () => {
    server.signal('SIGINT');
    await pause(DRAINING);
    const isDraining = server.isRunning;
    if (isDraining) server.signal('SIGINT');
    const end = await server.ends(PATIENCE);
    return {
      measured: `exit ${server.code}, ${milliseconds(end ?? NaN)} after the second`,
      problems: [
        ...unless(isDraining, `it ended within ${DRAINING} ms, though a client has unsent bytes`),
        ...unless(end !== undefined && server.code === 130, `exit ${server.code}, not 130`),
      ],
      missedFigures: unless((end ?? 0) <= ENDS_AT_ONCE, `it ended ${end} ms after the second`),
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
    if (!(await becomes(() => heard === BACKLOG, PATIENCE))) throw new Error(`only ${heard} bytes came`);
    if (stalled.destroyed) throw new Error('who does not read was cut too soon');
    ended.end();
    return await act();
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}
