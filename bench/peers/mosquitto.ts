import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from '../processes.ts';
import type { Peer } from './peer.ts';
import { pathOf, versionOf } from './tool.ts';

const COMMAND = 'mosquitto';

export const mosquitto: Peer = {
  name: COMMAND,
  about: 'the message broker of MQTT 5, one topic, QoS 0, No Local',
  protocol: 'mqtt',
  tool: { command: COMMAND, debian: 'mosquitto' },
  version: () => versionOf(COMMAND, ['-h']),
  command: (port) => {
    const config = join(scratch(), `mosquitto-${port}.conf`);
    const settings = [
      `listener ${port} 127.0.0.1`,
      'allow_anonymous true',
      'set_tcp_nodelay true', // as the others do
      'max_queued_messages 0', // no limit: nothing is thrown away
      'log_dest none',
    ];
    writeFileSync(config, `${settings.join('\n')}\n`);
    return [pathOf(COMMAND) ?? COMMAND, '-c', config];
  },
};
