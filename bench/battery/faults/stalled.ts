import { setTimeout as pause } from 'node:timers/promises';
import { number } from '../../report/format.ts';
import { type Fault, type Outcome, unless } from '../fault.ts';
import { growthAtMost, megabytes } from '../figures.ts';
import { MemoryWatch } from '../memoryWatch.ts';
import { leftFor } from '../reasons.ts';
import { onStage, type Stage } from '../stage.ts';
import { Server } from '../server.ts';

const CLIENTS = 200;
const WARM_UP = 8 * 1024 * 1024;
/** As said; 200 times as much is delivered. */
const SAID = 100 * 1024 * 1024;
/** Milliseconds from the first byte until whoever does not read is cut. */
const CUT_WITHIN = 15_000;
/** Milliseconds that are waited for it. */
const PATIENCE = 60_000;
/** Milliseconds in which the server comes to rest after the warm-up. */
const CALM = 500;

export const stalledOne: Fault = {
  name: 'stalled-one',
  title: `1 of ${CLIENTS} clients never reads while 100 MB are said`,
  wanted: 'the others get every byte; it alone is cut, reason `slow`, within 15 s; memory +40 MB at most',
  isQuick: false,
  run: () => onStage(Server.start(['-v']), (stage) => play(stage, 1, 40)),
};

export const stalledTwenty: Fault = {
  name: 'stalled-twenty',
  title: `20 of ${CLIENTS} clients never read while 100 MB are said`,
  wanted:
    'the others get every byte; those 20 alone are cut, reason `slow`, within 15 s; memory +60 MB at most',
  isQuick: false,
  run: () => onStage(Server.start(['-v']), (stage) => play(stage, 20, 60)),
};

async function play({ server, load }: Stage, stalled: number, mostGrowth: number): Promise<Outcome> {
  const room = load('stalled', { readers: CLIENTS - 1 - stalled, stalled, warmUp: WARM_UP, bytes: SAID });
  room.order('stall');
  await room.step('stalled');
  await pause(CALM);
  const memory = new MemoryWatch(server.pid);
  room.order('go');
  const { start, seconds, delivered, problems } = await room.result();
  await server.comes(() => server.reasons().length >= stalled, PATIENCE);
  memory.stop();

  const cuts = server.log.filter(({ event }) => event === 'left');
  const latest = Math.max(...cuts.map(({ time }) => time)) - start;
  const slow = cuts.filter(({ reason }) => reason === 'slow').length;
  return {
    measured:
      `${megabytes(SAID)} said, ${megabytes(delivered)} delivered and compared in ${number(seconds)} s; ${slow} cut as \`slow\`` +
      ` within ${number(latest / 1000)} s; memory +${megabytes(memory.growth)}`,
    problems: [...problems, ...leftFor({ slow: stalled }, server.reasons())],
    missedFigures: [
      ...unless(latest <= CUT_WITHIN, `the last cut came after ${number(latest / 1000)} s`),
      ...growthAtMost(mostGrowth, memory.growth),
    ],
  };
}
