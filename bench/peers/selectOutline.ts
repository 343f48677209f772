import { join } from 'node:path';
import { BENCH } from '../project.ts';
import type { Peer } from './peer.ts';
import { versionOf } from './tool.ts';

/** The outline that the assignment gives. */
export const selectOutline: Peer = {
  name: 'select',
  about: "the assignment's `select()` outline, in Python",
  protocol: 'raw',
  tool: { command: 'python3', debian: 'python3' },
  // select() takes file descriptors below 1024, and a few are not clients.
  mostClients: 1000,
  version: () => versionOf('python3', ['--version']),
  command: (port) => ['python3', join(BENCH, 'servers', 'selectOutline.py'), String(port)],
};
