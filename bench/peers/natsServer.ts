import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from '../processes.ts';
import type { Peer } from './peer.ts';
import { pathOf, versionOf } from './tool.ts';

const COMMAND = 'nats-server';

export const natsServer: Peer = {
  name: COMMAND,
  about: 'the message broker of NATS, one subject, without echo',
  protocol: 'nats',
  tool: { command: COMMAND, debian: 'nats-server' },
  version: () => versionOf(COMMAND, ['--version']),
  command: (port) => {
    const config = join(scratch(), `nats-${port}.conf`);
    // Nobody answers its pings, so let the second be late.
    writeFileSync(config, `listen: "127.0.0.1:${port}"\nping_interval: "1h"\n`);
    return [pathOf(COMMAND) ?? COMMAND, '--config', config];
  },
};
