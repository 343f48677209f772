import { setTimeout as pause } from 'node:timers/promises';
import { count } from '../../../report/format.ts';
import { allKnow, beginTalk, clientsOf, endTalk } from '../../cluster/room.ts';
import { onCluster } from '../../cluster/stage.ts';
import { undisturbed, wholeness } from '../../cluster/verdict.ts';
import type { Fault } from '../../fault.ts';

const NAME = 'twin';
/** Milliseconds of talk: longer than a heartbeat. */
const TALK = 2500;

export const sameName: Fault = {
  name: 'cluster-same-name',
  title: 'two nodes with one name',
  wanted: 'they are two: nothing is lost or doubled, and each knows the clients of both',
  isQuick: false,
  run: () =>
    onCluster(async (stage) => {
      const broker = await stage.broker();
      const nodes = [await stage.node(NAME, [broker.url]), await stage.node(NAME, [broker.url])];
      const crowd = await stage.crowd(nodes);
      await allKnow(nodes, nodes.length * clientsOf());
      beginTalk(crowd);
      await pause(TALK);
      const result = await endTalk(crowd);
      return {
        measured: `${count(result.said)} lines said, all heard by everybody`,
        problems: [...wholeness(result), ...undisturbed(nodes)],
        missedFigures: [],
      };
    }),
};
