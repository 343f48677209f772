import { setTimeout as pause } from 'node:timers/promises';
import { count, number } from '../../report/format.ts';
import { type Fault, unless } from '../fault.ts';
import { growthAtMost, megabytes } from '../figures.ts';
import { MemoryWatch } from '../memoryWatch.ts';
import { onStage } from '../stage.ts';
import { Server } from '../server.ts';

const READERS = 5;
const STALLED = 10;
const SENDS = 300_000;
const CALM = 500;

export const tinySends: Fault = {
  name: 'tiny-sends',
  title: `${count(SENDS)} sends of one byte, ${STALLED} clients never read`,
  wanted: 'the others get every byte; memory +60 MB at most',
  isQuick: false,
  run: () =>
    onStage(Server.start(), async ({ server, load }) => {
      const room = load('tinySends', { readers: READERS, stalled: STALLED, warmUp: 5000, sends: SENDS });
      room.order('stall');
      const filled = await room.step('stalled');
      await pause(CALM);
      const memory = new MemoryWatch(server.pid);
      room.order('go');
      const { seconds, problems } = await room.result(180_000);
      memory.stop();
      return {
        measured: `in ${number(seconds)} s, one at a time, after ${megabytes(filled)} that fill the kernel\'s buffers; memory +${megabytes(memory.growth)}`,
        problems: [
          ...problems,
          ...growthAtMost(60, memory.growth),
          ...unless(seconds < 120, `it took ${number(seconds)} s`),
        ],
      };
    }),
};
