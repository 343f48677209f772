import { setTimeout as pause } from 'node:timers/promises';
import { milliseconds } from '../../../report/format.ts';
import type { Broker } from '../../cluster/broker.ts';
import { leaderOf } from '../../cluster/brokers.ts';
import { allKnow, beginTalk, catchUp, clientsOf, endTalk } from '../../cluster/room.ts';
import type { ClusterNode } from '../../cluster/node.ts';
import { onCluster } from '../../cluster/stage.ts';
import { between, localUnharmed, wholeness, worstOf } from '../../cluster/verdict.ts';
import { type Fault, unless } from '../../fault.ts';
import { delayAtMost } from '../../figures.ts';
import { becomes } from '../../wait.ts';

const BROKERS = 3;
/** Milliseconds of talk before and after: afterwards, long enough for another to lead. */
const CALM = 500;
const AFTER = 4000;
const SILENT_FOR = 1000;
/** Milliseconds in which there is a leader, however slow the machine is. */
const PATIENCE = 60_000;
const NODES = ['a', 'b', 'c'];

export const leaderKilled: Fault = {
  name: 'cluster-leader-killed',
  title: '`kill -9` of the one of three brokers that leads the journal; a node at each; `--replicas 3`',
  wanted: 'nothing is lost or doubled; the nodes at the other brokers never hear nothing for 1 s',
  isQuick: false,
  run: () =>
    onCluster(async (stage) => {
      const brokers = await stage.brokers(BROKERS);
      const nodes: ClusterNode[] = [];
      for (const [index, name] of NODES.entries()) {
        const urls = [...brokers.slice(index), ...brokers.slice(0, index)].map(({ url }) => url);
        nodes.push(await stage.node(name, urls, ['--replicas', String(BROKERS)]));
      }
      const crowd = await stage.crowd(nodes);
      await allKnow(nodes, nodes.length * clientsOf());
      let leader: Broker | undefined;
      await becomes(async () => (leader = await leaderOf(brokers)) !== undefined, PATIENCE);
      if (leader === undefined) throw new Error('nobody leads the journal');
      const { address } = leader;
      beginTalk(crowd);
      await pause(CALM);
      const isAt = (node: ClusterNode): boolean =>
        node.links('up').at(-1)?.broker?.includes(address) === true;
      const surviving = [...nodes.keys()].filter((index) => !nodes.slice(index, index + 1).some(isAt));
      await leader.kill();
      await pause(AFTER);
      const level = await catchUp(crowd, nodes.length);
      const result = await endTalk(crowd);
      const silence = worstOf(between(result, surviving), 'silence');
      return {
        measured:
          `${surviving.length} nodes at the other brokers, longest silence between them ${milliseconds(silence)};` +
          ` longest of all ${milliseconds(worstOf(between(result, [0, 1, 2]), 'silence'))}; in the end everybody had` +
          ` everything within ${milliseconds(level)}`,
        problems: [
          ...wholeness(result),
          ...unless(surviving.length >= 2, `only ${surviving.length} nodes are at another broker`),
        ],
        missedFigures: [
          ...localUnharmed(result, surviving),
          ...delayAtMost(SILENT_FOR, silence, 'the longest silence between nodes at other brokers'),
        ],
      };
    }),
};
