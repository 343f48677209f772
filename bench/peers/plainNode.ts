import { join } from 'node:path';
import { COMPILED } from '../project.ts';
import type { Peer } from './peer.ts';

/** What costs are told as a multiple of: whoever writes a chat in Node writes this first. */
export const plainNode: Peer = {
  name: 'plain-node',
  about: 'Node.js without a library: each chunk straight to every other socket',
  protocol: 'raw',
  version: () => Promise.resolve(process.versions.node),
  command: (port) => [process.execPath, join(COMPILED, 'servers', 'plainNode.js'), String(port)],
};
