import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { count, milliseconds, number } from '../../../report/format.ts';
import type { Broker } from '../../cluster/broker.ts';
import { catchUp, endTalk, startRoom } from '../../cluster/room.ts';
import { type ClusterStage, onCluster } from '../../cluster/stage.ts';
import { localUnharmed, undisturbed, wholeness } from '../../cluster/verdict.ts';
import { type Fault, type Outcome, together, unless } from '../../fault.ts';
import { megabytes } from '../../figures.ts';

const MIB = 1024 * 1024;
/** More than a broker keeps for who does not read, and less than its journal has. */
const SAID = 82 * MIB;
/** Bytes a second: what is sent before the broker has given it up must have room there, and faster where it need not. */
const PACE = 10e6;
const FAST_PACE = 20e6;
/** Milliseconds of talk before and after. */
const CALM = 500;
const OTHERS = [0, 1];
const STOPPED = 2;

export const slowNode: Fault = {
  name: 'cluster-slow-node',
  title:
    `one of three nodes is stopped (SIGSTOP) while ${megabytes(SAID)} are said by one at another, ${megabytes(PACE)} a second, and` +
    ` the broker gives it up after 2 s (\`write_deadline\`); or ${megabytes(FAST_PACE)} a second, and it does so after 10 s, as by itself`,
  wanted:
    'after 2 s: nobody at the others misses anything, and once it goes on, everybody at it gets all of it from the journal;' +
    ' after 10 s, in which the broker takes no more from the others than from it: what anybody misses is what the logs tell,' +
    ' and the one that was stopped misses no more than the other; the others at one node hear each other within 100 ms all the time',
  isQuick: false,
  run: async () => {
    const soon = await onCluster(async (stage) => {
      const config = join(stage.folder, 'soon.conf');
      writeFileSync(config, 'write_deadline: "2s"\n');
      return await play(stage, await stage.broker({ args: ['-c', config] }), PACE, 'nothing is lost');
    });
    const late = await onCluster(
      async (stage) => await play(stage, await stage.broker(), FAST_PACE, 'what is lost is told'),
    );
    return together([
      ['after 2 s', soon],
      ['after 10 s', late],
    ]);
  },
};

async function play(
  stage: ClusterStage,
  broker: Broker,
  pace: number,
  wanted: 'nothing is lost' | 'what is lost is told',
): Promise<Outcome> {
  const { nodes, crowd } = await startRoom(stage, { urls: [broker.url], talk: { rate: 50 } });
  await pause(CALM);
  const stopped = nodes[STOPPED];
  stopped?.server.signal('SIGSTOP');
  const start = performance.now();
  crowd.order('pace', pace);
  crowd.order('bytes', SAID);
  await crowd.step(`bytes ${SAID}`);
  await catchUp(crowd, OTHERS.length);
  const seconds = (performance.now() - start) / 1000;
  stopped?.server.signal('SIGCONT');
  const level = await catchUp(crowd, nodes.length);
  await pause(CALM);
  const result = await endTalk(crowd);
  const told = (from: number, to: number): number => nodes[to]?.gapsOf(nodes[from]?.name ?? '') ?? NaN;
  const lost = (to: number): number =>
    result.passages.find((passage) => passage.from === 0 && passage.to === to)?.lost ?? NaN;
  return {
    measured:
      `the other had it in ${number(seconds)} s, but for ${count(lost(1))} lines; the one that was stopped ${milliseconds(level)}` +
      ` after it went on, but for ${count(lost(STOPPED))}`,
    problems:
      wanted === 'nothing is lost'
        ? [...wholeness(result), ...undisturbed(nodes.slice(0, OTHERS.length))]
        : [
            ...wholeness(result, ({ from, to }) => (from === 0 && to !== 0 ? told(from, to) : 0)),
            ...unless(
              lost(STOPPED) === lost(1),
              `the one that was stopped misses ${lost(STOPPED)} lines, and the other ${lost(1)}`,
            ),
          ],
    missedFigures: localUnharmed(result, OTHERS),
  };
}
