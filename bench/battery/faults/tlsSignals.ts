import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { milliseconds } from '../../report/format.ts';
import { selfSigned } from '../certificate.ts';
import { type Outcome, unless } from '../fault.ts';
import { leftFor } from '../reasons.ts';
import { inScratchFolder } from '../scratch.ts';
import { onStage, type Stage } from '../stage.ts';
import { Server } from '../server.ts';
import { becomes } from '../wait.ts';

/** How a TLS hello begins: the server waits for the rest. */
const HALF_A_HELLO = Buffer.of(0x16, 0x03, 0x01, 0x02, 0x00, 0x01);
const LINE = 'alice says: still here\n';
/** Milliseconds for each step, however slow the machine is. */
const PATIENCE = 30_000;

/** SIGUSR2, then SIGTERM, with two TLS clients, and one in the middle of its handshake. */
export async function tlsSignals(endsWithin: number): Promise<Outcome> {
  return await inScratchFolder(async (folder) => {
    const certificate = selfSigned(folder);
    if (certificate === undefined) {
      return { measured: 'left out, as openssl is not here', problems: [], missedFigures: [] };
    }
    const { cert, key } = certificate;
    const args = ['-v', '--tls-cert', cert, '--tls-key', key, '--tls-handshake', '10m'];
    return await onStage(Server.start(args), (stage) => play(stage, endsWithin), 'ends');
  });
}

async function play({ server }: Stage, endsWithin: number): Promise<Outcome> {
  const sockets: Socket[] = [];
  try {
    const speaker = await enter(server.port, sockets);
    const listener = await enter(server.port, sockets);
    const isShaking = await beginHandshake(server, sockets);

    server.signal('SIGUSR2');
    const isReloaded = await server.comes(() => server.log.some(isReload), PATIENCE);
    let heard = '';
    listener.setEncoding('utf8').on('data', (text: string) => (heard += text));
    speaker.write(LINE);
    const isHeard = await becomes(() => heard === LINE, PATIENCE);
    const leftBefore = server.reasons();

    server.signal('SIGTERM');
    const end = await server.ends(PATIENCE);
    await server.logEnds();
    const last = server.log.at(-1)?.event;
    return {
      measured: `read anew, nobody is dropped; exit ${server.code} after ${milliseconds(end ?? NaN)}`,
      problems: [
        ...unless(isShaking, 'nobody could begin a handshake'),
        ...unless(isReloaded, 'SIGUSR2: nothing was read anew'),
        ...unless(isHeard, `SIGUSR2: ${JSON.stringify(heard)} is heard afterwards`),
        ...unless(leftBefore.length === 0, `SIGUSR2: left: ${leftBefore.join(', ')}`),
        ...unless(end !== undefined && server.code === 0, `SIGTERM: code ${server.code} after ${end} ms`),
        ...unless(last === 'stopped', `SIGTERM: the log ends with ${last}`),
        ...leftFor({ stopped: 2 }, server.reasons()),
      ],
      missedFigures: unless((end ?? 0) <= endsWithin, `SIGTERM: ended after ${end} ms`),
    };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

function isReload({ event, error }: { event: string; error?: string }): boolean {
  return event === 'reloaded' && error === undefined;
}

async function enter(port: number, sockets: Socket[]): Promise<Socket> {
  const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false }); // signed by nobody
  sockets.push(socket);
  socket.on('error', () => undefined); // the server may end as it likes
  await once(socket, 'data', { signal: AbortSignal.timeout(PATIENCE) });
  return socket;
}

/** Whether the server has a client now that has said half of its hello. */
async function beginHandshake(server: Server, sockets: Socket[]): Promise<boolean> {
  const filesBefore = server.openFiles();
  const socket = connect({ host: '127.0.0.1', port: server.port });
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.write(HALF_A_HELLO);
  return await becomes(() => server.openFiles() > filesBefore, PATIENCE);
}
