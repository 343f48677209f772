import { once } from 'node:events';
import { connect } from 'node:net';
import { becomes } from './wait.ts';

const GREETING = 'Thank you for connecting';
const PATIENCE = 30_000;

/** What `/who:` tells a client that comes for this alone: how many are connected, it included. NaN where it is told nothing. */
export async function askWho(port: number): Promise<number> {
  const socket = connect({ host: '127.0.0.1', port }).setEncoding('utf8');
  let heard = '';
  socket.on('error', () => undefined).on('data', (text: string) => (heard += text));
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    await once(socket, 'connect', { signal });
    socket.write('/who:\n');
    await becomes(() => heard.includes(' clients connected.\n') || socket.destroyed, PATIENCE);
    return Number(/^(\d+) clients/.exec(heard.slice(GREETING.length))?.[1] ?? NaN);
  } catch {
    return NaN;
  } finally {
    socket.destroy();
  }
}
