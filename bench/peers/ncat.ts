import type { Peer } from './peer.ts';
import { versionOf } from './tool.ts';

/** It uses select(), which takes file descriptors below 1024. */
const MOST_CLIENTS = 1000;

export const ncat: Peer = {
  name: 'ncat',
  about: '`ncat --listen --broker`',
  protocol: 'ungreeted',
  tool: { command: 'ncat', debian: 'ncat' },
  mostClients: MOST_CLIENTS,
  version: () => versionOf('ncat', ['--version']),
  // One more than the clients, for the connection that only sees whether it listens.
  command: (port) => [
    'ncat',
    '--listen',
    '--broker',
    '--max-conns',
    String(MOST_CLIENTS + 1),
    '127.0.0.1',
    String(port),
  ],
};
