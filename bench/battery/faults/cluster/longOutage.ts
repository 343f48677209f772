import { setTimeout as pause } from 'node:timers/promises';
import { count, milliseconds } from '../../../report/format.ts';
import { catchUp, endTalk, startRoom } from '../../cluster/room.ts';
import { onCluster } from '../../cluster/stage.ts';
import { localUnharmed, wholeness, worstLocal } from '../../cluster/verdict.ts';
import { type Fault, unless } from '../../fault.ts';
import { growthAtMost, megabytes } from '../../figures.ts';
import { MemoryWatch } from '../../memoryWatch.ts';

const MIB = 1024 * 1024;
const WARM_UP = 8 * MIB;
/** Far more than a node keeps for the others. */
const SAID = 30 * MIB;
/** Megabytes: what is kept, copies of it on their way once the broker is back, and garbage until it is collected. */
const MEMORY = 60;
/** Milliseconds of talk before and after. */
const CALM = 500;
/** Milliseconds in which each has joined, however slow the machine is. */
const PATIENCE = 60_000;
const ALL = [0, 1];

export const longOutage: Fault = {
  name: 'cluster-long-outage',
  title: `without a broker, ${SAID / MIB} MiB are said at one of two nodes, which keeps 8 MiB for the other`,
  wanted:
    'what the other node misses is exactly what both tell in their logs, in messages; nobody at the same node misses anything;' +
    ` memory +${MEMORY} MB at most`,
  isQuick: false,
  run: () =>
    onCluster(async (stage) => {
      const broker = await stage.broker();
      const { nodes, crowd } = await startRoom(stage, { names: 'ab', urls: [broker.url] });
      const [speaking, other] = nodes;
      if (speaking === undefined || other === undefined) throw new Error('there are no two nodes');
      crowd.order('bytes', WARM_UP);
      await crowd.step(`bytes ${WARM_UP}`);
      await pause(CALM);
      const memory = new MemoryWatch(speaking.server.pid);
      await broker.kill();
      crowd.order('bytes', WARM_UP + SAID);
      await crowd.step(`bytes ${WARM_UP + SAID}`);
      await broker.start();
      const joined = await Promise.all(nodes.map((node) => node.joins(2, PATIENCE)));
      const level = await catchUp(crowd, nodes.length);
      await pause(CALM);
      const result = await endTalk(crowd);
      memory.stop();
      const missed = other.gapsOf(speaking.name);
      await speaking.server.comes(() => speaking.dropped >= missed, PATIENCE); // told once a second
      const { dropped } = speaking;
      return {
        measured:
          `${count(dropped)} messages given up, ${count(missed)} missed by the other; longest delay at one node` +
          ` ${milliseconds(worstLocal(result, ALL))}; all had the rest ${milliseconds(level)} after they joined;` +
          ` memory +${megabytes(memory.growth)}`,
        problems: [
          ...wholeness(result, ({ from, to }) => (from === 0 && to === 1 ? missed : 0)),
          ...unless(dropped > 0, 'nothing was given up, so nothing was shown'),
          ...unless(dropped === missed, `${dropped} were given up, but ${missed} missed`),
          ...unless(!joined.some(Number.isNaN), 'not every node joins again'),
        ],
        missedFigures: [...localUnharmed(result, ALL), ...growthAtMost(MEMORY, memory.growth)],
      };
    }),
};
