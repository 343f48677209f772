import { setTimeout as pause } from 'node:timers/promises';
import { milliseconds } from '../../../report/format.ts';
import { catchUp, endTalk, startRoom } from '../../cluster/room.ts';
import { onCluster } from '../../cluster/stage.ts';
import { between, delaysOf, localUnharmed, undisturbed, wholeness, worstOf } from '../../cluster/verdict.ts';
import type { Fault } from '../../fault.ts';
import { delayAtMost } from '../../figures.ts';

/** Milliseconds of talk before and after. */
const CALM = 500;
/** Milliseconds: longer than the others wait for it. */
const STOPPED = 12_000;
const LEVEL_WITHIN = 2000;
const OTHERS_WITHIN = 100;
const OTHERS = [0, 1];

export const nodeStopped: Fault = {
  name: 'cluster-node-stopped',
  title: 'one of three talking nodes is stopped (SIGSTOP) for 12 s',
  wanted:
    'nothing is lost or doubled, its own clients included; a line between the others takes less than 100 ms;' +
    ' everybody has everything within 2 s of its going on',
  isQuick: false,
  run: () =>
    onCluster(async (stage) => {
      const broker = await stage.broker();
      const { nodes, crowd } = await startRoom(stage, { urls: [broker.url] });
      await pause(CALM);
      const stopped = nodes.at(-1);
      stopped?.server.signal('SIGSTOP');
      await pause(STOPPED);
      stopped?.server.signal('SIGCONT');
      const level = await catchUp(crowd, nodes.length);
      await pause(CALM);
      const result = await endTalk(crowd);
      const others = between(result, OTHERS);
      return {
        measured: `between the others ${delaysOf(others)}; everybody had everything ${milliseconds(level)} after it went on`,
        problems: [...wholeness(result), ...undisturbed(nodes.slice(0, OTHERS.length))],
        missedFigures: [
          ...localUnharmed(result, OTHERS),
          ...delayAtMost(OTHERS_WITHIN, worstOf(others, 'worst'), 'the longest delay between the others'),
          ...delayAtMost(LEVEL_WITHIN, level, 'the time until everybody had everything'),
        ],
      };
    }),
};
