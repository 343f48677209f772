import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT, TALK_SERVER } from '../project.ts';
import type { Peer } from './peer.ts';

/** This build. */
export const talkServer: Peer = {
  name: 'talk-server',
  about: 'this build, as `npm start` runs it',
  protocol: 'raw',
  version: () => Promise.resolve(packageVersion(join(PROJECT, 'package.json'))),
  command: (port) => [process.execPath, TALK_SERVER, '--host', '127.0.0.1', '--port', String(port)],
};

/** The version in a package.json. */
export function packageVersion(path: string): string {
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string }; // npm requires it
  return version;
}
