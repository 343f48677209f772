import { connect, type Socket } from 'node:net';
import { inBulk } from './inBulk.ts';

/** What each does once it is connected. */
const DEEDS = {
  close: (socket: Socket) => socket.destroy(),
  reset: (socket: Socket) => socket.resetAndDestroy(),
  'talk and reset': (socket: Socket) => {
    socket.write('mallory says: hello and good-bye\n', () => socket.resetAndDestroy());
  },
};
export type Deed = keyof typeof DEEDS;
export const ALL_DEEDS = Object.keys(DEEDS) as Deed[]; // its keys are these

interface StormArguments {
  readonly deed: Deed;
  readonly count: number;
  readonly atOnce: number;
}

/** So many connect, as fast as it goes, do one thing, and are gone. Returns how many could not connect. */
export async function storm(port: number, { deed, count, atOnce }: StormArguments): Promise<number> {
  let connected = 0;
  await inBulk(count, atOnce, async () => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined); // `close` follows
    socket.once('connect', () => {
      connected++;
      DEEDS[deed](socket);
    });
    await closed;
  });
  return count - connected;
}
