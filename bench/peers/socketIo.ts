import { createRequire } from 'node:module';
import { join } from 'node:path';
import { COMPILED } from '../project.ts';
import type { Peer } from './peer.ts';
import { packageVersion } from './talkServer.ts';

export const socketIo: Peer = {
  name: 'socket.io',
  about: 'Socket.IO over WebSocket: `socket.broadcast.emit`',
  protocol: 'socketIo',
  version: () =>
    Promise.resolve(packageVersion(createRequire(import.meta.url).resolve('socket.io/package.json'))),
  command: (port) => [process.execPath, join(COMPILED, 'servers', 'socketIo.js'), String(port)],
};
