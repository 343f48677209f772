import { setTimeout as pause } from 'node:timers/promises';
import { milliseconds } from '../../../report/format.ts';
import { catchUp, endTalk, startRoom } from '../../cluster/room.ts';
import { onCluster } from '../../cluster/stage.ts';
import { localUnharmed, wholeness, worstLocal } from '../../cluster/verdict.ts';
import { type Fault, unless } from '../../fault.ts';
import { delayAtMost, longest } from '../../figures.ts';

/** Milliseconds of talk before and after. */
const CALM = 500;
/** Milliseconds without a broker. */
const OUTAGE = 3000;
const JOINED_WITHIN = 500;
/** Milliseconds in which each has joined, however slow the machine is. */
const PATIENCE = 60_000;
const ALL = [0, 1, 2];

export const brokerKilled: Fault = {
  name: 'cluster-broker-killed',
  title: '`kill -9` of the broker of three talking nodes, which comes back after 3 s',
  wanted:
    'nothing is lost or doubled; who is at one node hears each other within 100 ms all the time;' +
    ' each node joins within 0.5 s of its coming back',
  isQuick: false,
  run: () =>
    onCluster(async (stage) => {
      const broker = await stage.broker();
      const { nodes, crowd } = await startRoom(stage, { urls: [broker.url] });
      await pause(CALM);
      await broker.kill();
      await pause(OUTAGE);
      const back = await broker.start();
      const joined = await Promise.all(nodes.map(async (node) => (await node.joins(2, PATIENCE)) - back));
      const level = await catchUp(crowd, nodes.length);
      await pause(CALM);
      const result = await endTalk(crowd);
      const slowest = longest(joined);
      return {
        measured:
          `longest delay at one node ${milliseconds(worstLocal(result, ALL))}; all joined ${milliseconds(slowest)} after` +
          ` it came back, and had all ${milliseconds(level)} later`,
        problems: [
          ...wholeness(result),
          ...unless(
            joined.every((delay) => !Number.isNaN(delay)),
            'not every node joins again',
          ),
          ...unless(
            nodes.every((node) => node.links('down').length > 0),
            'not every node tells that the broker is gone',
          ),
        ],
        missedFigures: [
          ...localUnharmed(result, ALL),
          ...delayAtMost(JOINED_WITHIN, slowest, 'the slowest to join'),
        ],
      };
    }),
};
