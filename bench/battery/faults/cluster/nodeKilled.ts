import { setTimeout as pause } from 'node:timers/promises';
import { number } from '../../../report/format.ts';
import { clientsOf, endTalk, startRoom } from '../../cluster/room.ts';
import { onCluster } from '../../cluster/stage.ts';
import { between, delaysOf, localUnharmed, undisturbed, wholeness } from '../../cluster/verdict.ts';
import { askRoom, type RoomAnswer } from '../../cluster/who.ts';
import { type Fault, unless } from '../../fault.ts';
import { longest } from '../../figures.ts';
import type { LogLine } from '../../server.ts';
import { becomes } from '../../wait.ts';

/** Milliseconds of talk before and after. */
const CALM = 500;
const GONE_WITHIN = 7;
/** Milliseconds in which it is gone, however slow the machine is. */
const PATIENCE = 30_000;
const SURVIVORS = [0, 1];

export const nodeKilled: Fault = {
  name: 'cluster-node-killed',
  title: '`kill -9` of one of three nodes, all of them talking',
  wanted: `nothing is lost or doubled between the others; \`/who:\` is without it, and misses nobody, within ${GONE_WITHIN} s`,
  isQuick: false,
  run: () =>
    onCluster(async (stage) => {
      const broker = await stage.broker();
      const { nodes, crowd } = await startRoom(stage, { urls: [broker.url] });
      await pause(CALM);
      const survivors = nodes.slice(0, SURVIVORS.length);
      crowd.order('gone', nodes.length - 1);
      const start = Date.now();
      nodes.at(-1)?.kill();
      const seconds: number[] = [];
      for (const { server } of survivors) {
        const gone = (): LogLine | undefined => server.log.find(({ link }) => link === 'nodeLeft');
        await server.comes(() => gone() !== undefined, PATIENCE);
        seconds.push(((gone()?.time ?? NaN) - start) / 1000);
      }
      const rest = SURVIVORS.length * clientsOf() + 1;
      const answers: RoomAnswer[] = [];
      for (const { port } of survivors) {
        let answer: RoomAnswer | undefined;
        // A server that is held up for long may not answer at first.
        await becomes(async () => (answer = await askRoom(port)).note === undefined, PATIENCE);
        if (answer !== undefined) answers.push(answer);
      }
      const whole = (Date.now() - start) / 1000;
      await pause(CALM);
      const result = await endTalk(crowd);
      const slowest = longest(seconds);
      return {
        measured: `gone after ${number(slowest)} s; between the others ${delaysOf(between(result, SURVIVORS))}`,
        problems: [
          ...wholeness(result),
          ...undisturbed(survivors),
          ...unless(!seconds.some(Number.isNaN), 'not every node logs that it is gone'),
          ...answers.flatMap(({ clients, note }) =>
            unless(
              clients === rest && note === undefined,
              `/who: tells of ${clients} clients, not ${rest}; ${note}`,
            ),
          ),
        ],
        missedFigures: [
          ...localUnharmed(result, SURVIVORS),
          ...unless(slowest <= GONE_WITHIN, `it was gone after ${number(slowest)} s only`),
          ...unless(whole <= GONE_WITHIN, `/who: missed nobody after ${number(whole)} s only`),
        ],
      };
    }),
};
