import { setTimeout as pause } from 'node:timers/promises';
import { milliseconds } from '../../../report/format.ts';
import { catchUp, endTalk, startRoom } from '../../cluster/room.ts';
import { onCluster } from '../../cluster/stage.ts';
import { localUnharmed, wholeness, worstLocal } from '../../cluster/verdict.ts';
import type { Fault } from '../../fault.ts';
import { delayAtMost } from '../../figures.ts';

/** Milliseconds of talk before and after. */
const CALM = 500;
const STOPPED = 10_000;
const LEVEL_WITHIN = 1000;
const ALL = [0, 1, 2];

export const brokerStopped: Fault = {
  name: 'cluster-broker-stopped',
  title: 'the broker of three talking nodes is stopped (SIGSTOP) for 10 s',
  wanted:
    'nothing is lost or doubled; who is at one node hears each other within 100 ms all the time;' +
    ' everybody has everything within 1 s of its going on',
  isQuick: false,
  run: () =>
    onCluster(async (stage) => {
      const broker = await stage.broker();
      const { nodes, crowd } = await startRoom(stage, { urls: [broker.url] });
      await pause(CALM);
      broker.signal('SIGSTOP');
      await pause(STOPPED);
      broker.signal('SIGCONT');
      const level = await catchUp(crowd, nodes.length);
      await pause(CALM);
      const result = await endTalk(crowd);
      const lostIt = nodes.filter((node) => node.links('down').length > 0).length;
      return {
        measured:
          `longest delay at one node ${milliseconds(worstLocal(result, ALL))}; everybody had everything` +
          ` ${milliseconds(level)} after it went on; ${lostIt} of ${nodes.length} nodes had given it up`,
        problems: wholeness(result),
        missedFigures: [
          ...localUnharmed(result, ALL),
          ...delayAtMost(LEVEL_WITHIN, level, 'the time until everybody had everything'),
        ],
      };
    }),
};
