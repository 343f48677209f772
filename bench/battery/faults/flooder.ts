import { setTimeout as pause } from 'node:timers/promises';
import { number } from '../../report/format.ts';
import type { Fault } from '../fault.ts';
import { growthAtMost, megabytes } from '../figures.ts';
import { MemoryWatch } from '../memoryWatch.ts';
import { onStage } from '../stage.ts';
import { Server } from '../server.ts';

const READERS = 20;
/** Bytes a second that each reads. */
const RATE = 4e6;
const SECONDS = 8;
const WARM_UP = 8 * 1024 * 1024;
const CALM = 500;

export const flooder: Fault = {
  name: 'flooder',
  title: `one client floods for ${SECONDS} s, ${READERS} others read 4 MB/s each`,
  wanted: 'no reader is cut; each gets every byte in the end; memory +40 MB at most',
  isQuick: false,
  run: () =>
    onStage(Server.start(), async ({ server, load }) => {
      const readers = load('readers', { count: READERS, warmUp: WARM_UP, isAlone: true });
      await readers.step('joined');
      const flood = load('flood', { warmUp: WARM_UP, milliseconds: SECONDS * 1000 });
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
        problems: [...problems, ...readersProblems, ...growthAtMost(40, memory.growth)],
      };
    }),
};
