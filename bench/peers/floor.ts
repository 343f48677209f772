import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { scratch } from '../processes.ts';
import { BENCH } from '../project.ts';
import type { Peer } from './peer.ts';
import { versionOf } from './tool.ts';

/** What the kernel alone costs: no server can be much cheaper. */
export const floor: Peer = {
  name: 'floor',
  about: 'the least there is to do, in C: epoll, one write to each client for all that one poll brought',
  protocol: 'raw',
  tool: { command: 'cc', debian: 'gcc' },
  version: () => versionOf('cc', ['--version']),
  prepare: async () => {
    await promisify(execFile)('cc', ['-O2', '-o', executable(), join(BENCH, 'servers', 'floor.c')]);
  },
  command: (port) => [executable(), String(port)],
};

function executable(): string {
  return join(scratch(), 'floor');
}
