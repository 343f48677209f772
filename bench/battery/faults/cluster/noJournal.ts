import { setTimeout as pause } from 'node:timers/promises';
import { count } from '../../../report/format.ts';
import { catchUp, endTalk, startRoom } from '../../cluster/room.ts';
import { onCluster } from '../../cluster/stage.ts';
import { between, delaysOf, localUnharmed, wholeness } from '../../cluster/verdict.ts';
import { type Fault, unless } from '../../fault.ts';

/** Milliseconds of talk before and after. */
const CALM = 500;
/** Milliseconds without a broker. */
const OUTAGE = 1500;
/** Milliseconds in which each has joined, however slow the machine is. */
const PATIENCE = 60_000;
const ALL = [0, 1, 2];

export const noJournal: Fault = {
  name: 'cluster-no-journal',
  title: 'a broker without JetStream, which is killed (`kill -9`) and comes back after 1.5 s',
  wanted:
    'each node tells once that there is no journal; what anybody misses is exactly what the log of their node tells, in messages;' +
    ' nothing is doubled',
  isQuick: false,
  run: () =>
    onCluster(async (stage) => {
      const broker = await stage.broker({ keepsJournal: false });
      const { nodes, crowd } = await startRoom(stage, { urls: [broker.url] });
      await pause(CALM);
      const told = await Promise.all(
        nodes.map(async (node) => {
          const lines = (): string[] =>
            node.told('joined').filter((line) => line.includes('keeps no journal'));
          await node.server.comes(() => lines().length > 0, PATIENCE);
          return lines();
        }),
      );
      await broker.kill();
      await pause(OUTAGE);
      await broker.start();
      const joined = await Promise.all(nodes.map((node) => node.joins(2, PATIENCE)));
      await catchUp(crowd, nodes.length);
      await pause(CALM);
      const result = await endTalk(crowd);
      const gaps = (from: number, to: number): number => nodes[to]?.gapsOf(nodes[from]?.name ?? '') ?? NaN;
      const pairs = between(result, ALL);
      return {
        measured: `${count(pairs.reduce((sum, { lost }) => sum + lost, 0))} lines missed by all pairs together; ${delaysOf(pairs)}`,
        problems: [
          ...wholeness(result, ({ from, to }) => (from === to ? 0 : gaps(from, to))),
          ...unless(!joined.some(Number.isNaN), 'not every node joins again'),
          ...nodes.flatMap((node) =>
            unless(
              node.links('up').length === 2,
              `node ${node.name} tells ${node.links('up').length} times that it joined`,
            ),
          ),
          ...told.flatMap((lines) =>
            unless(lines.length === 1, `that there is no journal was told ${lines.length} times`),
          ),
        ],
        missedFigures: localUnharmed(result, ALL),
      };
    }),
};
