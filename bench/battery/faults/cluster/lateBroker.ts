import { setTimeout as pause } from 'node:timers/promises';
import { milliseconds } from '../../../report/format.ts';
import { allKnow, beginTalk, clientsOf, endTalk } from '../../cluster/room.ts';
import { type ClusterStage, onCluster } from '../../cluster/stage.ts';
import { localUnharmed, wholeness, worstLocal } from '../../cluster/verdict.ts';
import { type Fault, type Outcome, together, unless } from '../../fault.ts';
import { tlsBroker } from './tlsBroker.ts';
import { wrongPassword } from './wrongPassword.ts';

/** Milliseconds of talk without a broker, and with it. */
const ALONE = 1500;
const CALM = 500;
/** Milliseconds in which each has joined, however slow the machine is. */
const PATIENCE = 60_000;
const ALL = [0, 1];

export const lateBroker: Fault = {
  name: 'cluster-late-broker',
  title:
    'the broker comes 1.5 s after the nodes; the password is wrong; the broker speaks TLS, and its authority is known, or not',
  wanted:
    'each node serves its own clients at once, says so in one line, and joins when the broker comes, so that everybody hears what was said before; a wrong password is told in' +
    ' one line, exit code 1; an authority that is known will do, and with another the node serves alone, and says so',
  isQuick: false,
  run: async () => {
    const [late, password, tls] = await Promise.all([
      onCluster(comesLate),
      onCluster(wrongPassword),
      onCluster(tlsBroker),
    ]);
    return together([
      ['late', late],
      ['password', password],
      ['TLS', tls],
    ]);
  },
};

async function comesLate(stage: ClusterStage): Promise<Outcome> {
  const broker = stage.absentBroker();
  const nodes = await stage.nodes('ab', [broker.url]);
  const crowd = await stage.crowd(nodes);
  beginTalk(crowd);
  await pause(ALONE);
  const told = nodes.map((node) => node.told('alone'));
  const back = await broker.start();
  const joined = await Promise.all(nodes.map(async (node) => (await node.joins(1, PATIENCE)) - back));
  await allKnow(nodes, nodes.length * clientsOf());
  await pause(CALM);
  const result = await endTalk(crowd);
  return {
    measured:
      `longest delay at one node ${milliseconds(worstLocal(result, ALL))}; joined after` +
      ` ${joined.map(milliseconds).join(' and ')}`,
    problems: [
      ...wholeness(result),
      ...unless(!joined.some(Number.isNaN), 'not every node joins'),
      ...told.flatMap((lines) => unless(lines.length === 1, `said, and not one line: ${lines.join(' ')}`)),
    ],
    missedFigures: localUnharmed(result, ALL),
  };
}
