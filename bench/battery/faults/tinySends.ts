import { setTimeout as pause } from 'node:timers/promises';
import { count, number } from '../../report/format.ts';
import { askWho } from '../askWho.ts';
import { type Fault, type Outcome, unless } from '../fault.ts';
import { growthAtMost, megabytes } from '../figures.ts';
import { MemoryWatch } from '../memoryWatch.ts';
import { onStage, type Stage } from '../stage.ts';
import { Server } from '../server.ts';

const READERS = 5;
const STALLED = 10;
const SENDS = 300_000;
const CALM = 500;
/** Milliseconds for all of it, however slow the machine is. */
const PATIENCE = 900_000;
/** Who reads, who does not, and who speaks. */
const CLIENTS = READERS + STALLED + 1;

export const tinySends: Fault = {
  name: 'tiny-sends',
  title: `${count(SENDS)} sends of one byte, ${STALLED} clients never read`,
  wanted: 'the others get every byte; nobody is cut; memory +60 MB at most',
  isQuick: false,
  run: () => onStage(Server.start(), play),
};

async function play({ server, load }: Stage): Promise<Outcome> {
  const room = load('tinySends', { readers: READERS, stalled: STALLED, warmUp: 5000, sends: SENDS });
  room.order('stall');
  const filled = await room.step('stalled');
  await pause(CALM);
  const memory = new MemoryWatch(server.pid);
  room.order('go');
  const { seconds, problems } = await room.result(PATIENCE);
  memory.stop();
  const clients = (await askWho(server.port)) - 1;
  return {
    measured: `in ${number(seconds)} s, one at a time, after ${megabytes(filled)} that fill the kernel\'s buffers; memory +${megabytes(memory.growth)}`,
    problems: [
      ...problems,
      ...unless(clients === CLIENTS, `/who: tells of ${clients} clients, and not of ${CLIENTS}`),
    ],
    missedFigures: [
      ...growthAtMost(60, memory.growth),
      ...unless(seconds < 120, `it took ${number(seconds)} s`),
    ],
  };
}
