import { setTimeout as pause } from 'node:timers/promises';
import { number } from '../../report/format.ts';
import type { Fault, Outcome } from '../fault.ts';
import { growthAtMost, megabytes } from '../figures.ts';
import { MemoryWatch } from '../memoryWatch.ts';
import { leftFor } from '../reasons.ts';
import { onStage, type Stage } from '../stage.ts';
import { Server } from '../server.ts';

const READERS = 20;
/** Bytes a second that each reads. */
const RATE = 4e6;
const SECONDS = 8;
const WARM_UP = 8 * 1024 * 1024;
const CALM = 500;

/** More than one would flood a server in which each is slowed by itself. */
const MANY = 8;

const WANTED = 'nobody is cut; each gets every byte in the end; memory +40 MB at most';

export const flooder: Fault = {
  name: 'flooder',
  title: `one client floods for ${SECONDS} s, ${READERS} others read 4 MB/s each`,
  wanted: WANTED,
  isQuick: false,
  run: () => onStage(Server.start(['-v']), (stage) => play(stage, 1), 'ends'),
};

export const flooders: Fault = {
  name: 'flooders',
  title: `${MANY} clients flood for ${SECONDS} s, ${READERS} others read 4 MB/s each`,
  wanted: WANTED,
  isQuick: false,
  run: () => onStage(Server.start(['-v']), (stage) => play(stage, MANY), 'ends'),
};

async function play({ server, load }: Stage, speakers: number): Promise<Outcome> {
  const readers = load('readers', { count: READERS, warmUp: WARM_UP, isAlone: speakers === 1 });
  await readers.step('joined');
  const flood = load('flood', { speakers, warmUp: WARM_UP, milliseconds: SECONDS * 1000 });
  await flood.step('joined');
  flood.order('warm up');
  await readers.step('warm');
  await pause(CALM);
  const memory = new MemoryWatch(server.pid);
  readers.order('rate', RATE);
  flood.order('flood');
  const { said, problems } = await flood.result();
  readers.order('expect', said);
  const { least, problems: readersProblems } = await readers.result();
  memory.stop();
  return {
    measured:
      `${megabytes(said - WARM_UP)} said, ${number((said - WARM_UP) / SECONDS / 1e6)} MB/s;` +
      ` each reader got ${least === said ? 'all' : megabytes(least - WARM_UP)}; memory +${megabytes(memory.growth)}`,
    problems: [
      ...problems,
      ...readersProblems,
      ...leftFor({ stopped: READERS + speakers }, await server.stop()),
    ],
    missedFigures: growthAtMost(40, memory.growth),
  };
}
