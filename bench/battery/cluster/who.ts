import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { becomes } from '../wait.ts';

const GREETING = 'Thank you for connecting';
const PATIENCE = 30_000;
/** Milliseconds in which what belongs to an answer is behind it. */
const BEHIND = 30;
const HEAD = /^(\d+) clients connected\.$/m;
const ROW = /^(.+) connected from 127\.0\.0\.1, (\d+)\.$/gm;
const NOTE = /^\d+ of \d+ servers answered\.$/m;

/** What one client is told by `/who:`, in the middle of what others say. */
export interface RoomAnswer {
  /** As many as it tells of; NaN where it is not answered. */
  readonly clients: number;
  /** In its order; fewer than `clients` where it is not whole. */
  readonly names: readonly string[];
  /** That a server did not answer. */
  readonly note: string | undefined;
  readonly milliseconds: number;
}

/** Asks at one node, as a client that comes for this alone, and is told of. */
export async function askRoom(port: number): Promise<RoomAnswer> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true }).setEncoding('utf8');
  let heard = '';
  const answer = (): Omit<RoomAnswer, 'milliseconds'> => ({
    clients: Number(HEAD.exec(heard)?.[1] ?? NaN),
    names: Array.from(heard.matchAll(ROW), ([, name = '']) => name),
    note: NOTE.exec(heard)?.[0],
  });
  let answeredAt = NaN;
  socket.on('error', () => undefined).on('close', () => (answeredAt = performance.now()));
  try {
    const [greeting] = (await once(socket, 'data', { signal: AbortSignal.timeout(PATIENCE) })) as [string];
    heard = greeting.slice(GREETING.length);
    const start = performance.now();
    socket.on('data', (text: string) => {
      heard += text;
      const { clients, names } = answer();
      if (Number.isNaN(answeredAt) && names.length >= clients) answeredAt = performance.now();
    });
    socket.write('/who:\n');
    await becomes(() => !Number.isNaN(answeredAt), PATIENCE, 5);
    await pause(BEHIND);
    return { ...answer(), milliseconds: answeredAt - start };
  } catch {
    return { clients: NaN, names: [], note: undefined, milliseconds: NaN };
  } finally {
    await leave(socket);
  }
}

/** Returns when the server knows, too: whoever asks next is not told of this one. */
async function leave(socket: Socket): Promise<void> {
  socket.end();
  await becomes(() => socket.closed, PATIENCE, 5);
  socket.destroy();
}
