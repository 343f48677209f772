import { setTimeout as pause } from 'node:timers/promises';
import { count, milliseconds } from '../../../report/format.ts';
import { Poisoner } from '../../cluster/poisoner.ts';
import { allKnow, clientsOf, endTalk, startRoom } from '../../cluster/room.ts';
import { onCluster } from '../../cluster/stage.ts';
import { wholeness, worstLocal } from '../../cluster/verdict.ts';
import { type Fault, unless } from '../../fault.ts';

/** Milliseconds of talk before, and after: longer than a heartbeat. */
const CALM = 500;
const AFTER = 2500;
/** Milliseconds in which it is logged, however slow the machine is. */
const PATIENCE = 30_000;
const ALL = [0, 1];

export const poison: Fault = {
  name: 'cluster-poison',
  title:
    'somebody else sends to where nodes put what is said: random bytes, nothing, a megabyte, what was said already, and absurd numbers',
  wanted:
    'each node ignores it, and logs that; nothing is lost or doubled, and nobody hears what nobody said',
  isQuick: false,
  run: () =>
    onCluster(async (stage) => {
      const broker = await stage.broker();
      const { nodes, crowd } = await startRoom(stage, { names: 'ab', urls: [broker.url] });
      const poisoner = await Poisoner.at(broker.url);
      try {
        const isHeard = await poisoner.hears(nodes.length);
        await pause(CALM);
        const sent = await poisoner.poison();
        const logged = await Promise.all(
          nodes.map(({ server }) =>
            server.comes(() => server.log.some(({ link }) => link === 'ignored'), PATIENCE),
          ),
        );
        await pause(AFTER);
        await allKnow(nodes, nodes.length * clientsOf());
        const result = await endTalk(crowd);
        return {
          measured:
            `${count(sent)} messages sent; ${count(result.said)} lines said, all heard by everybody;` +
            ` longest delay at one node ${milliseconds(worstLocal(result, ALL))}`,
          problems: [
            ...wholeness(result),
            ...unless(isHeard, 'nothing comes where nodes should put what is said'),
            ...unless(logged.every(Boolean), 'not every node logs that it ignored something'),
            ...nodes.flatMap((node) =>
              unless(node.links('gap').length === 0, `node ${node.name} believes in a loss`),
            ),
          ],
          missedFigures: [],
        };
      } finally {
        await poisoner.end();
      }
    }),
};
