import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ownAddress } from '../../cluster/address.ts';
import { allKnow, beginTalk, clientsOf, endTalk } from '../../cluster/room.ts';
import type { ClusterStage } from '../../cluster/stage.ts';
import { wholeness } from '../../cluster/verdict.ts';
import { selfSigned } from '../../certificate.ts';
import { type Outcome, unless } from '../../fault.ts';
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds of talk. */
const CALM = 500;
/** Milliseconds in which it is told that nothing comes of the TLS, however slow the machine is. */
const PATIENCE = 60_000;

/** Two nodes that know the broker's authority, and one that knows another. */
export async function tlsBroker(stage: ClusterStage): Promise<Outcome> {
  const address = ownAddress();
  const folderOf = (name: string): string => {
    const folder = join(stage.folder, name);
    mkdirSync(folder);
    return folder;
  };
  const known = selfSigned(folderOf('known'), address);
  const unknown = selfSigned(folderOf('unknown'), address);
  if (known === undefined || unknown === undefined) {
    return { measured: 'left out, as openssl is not here', problems: [], missedFigures: [] };
  }
  const tls = ['--tls', '--tlscert', known.cert, '--tlskey', known.key];
  const broker = await stage.broker({ address, args: tls });
  const nodes = await stage.nodes('ab', [broker.url], ['--nats-tls-ca', known.cert]);
  const crowd = await stage.crowd(nodes);
  await allKnow(nodes, nodes.length * clientsOf());
  beginTalk(crowd);

  const alone = await stage.node('alone', [broker.url], ['--nats-tls-ca', unknown.cert]);
  await alone.server.comes(() => alone.told('alone').length > 0, PATIENCE);
  const loners = await stage.crowd([alone]);
  beginTalk(loners);
  await pause(CALM);
  const lonely = await endTalk(loners);
  const result = await endTalk(crowd);
  const said = alone.told('alone');
  return {
    measured: `with another authority: \`${said.join(' ')}\``,
    problems: [
      ...wholeness(result),
      ...wholeness(lonely).map((problem) => `the node alone: ${problem}`),
      ...unless(alone.links('up').length === 0, 'another authority will do'),
      ...unless(said.length === 1, `${said.length} lines, not one: ${said.join(' ')}`),
    ],
    missedFigures: [],
  };
}
