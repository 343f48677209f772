import { number } from '../../report/format.ts';
import { askWho } from '../askWho.ts';
import { type Fault, unless } from '../fault.ts';
import { growthAtMost, megabytes } from '../figures.ts';
import { ALL_DEEDS } from '../load/storm.ts';
import { MemoryWatch } from '../memoryWatch.ts';
import { onStage } from '../stage.ts';
import { Server } from '../server.ts';
import { becomes } from '../wait.ts';

const CONNECTS = 5000;
const AT_ONCE = 500;
/** Milliseconds in which the last of them must be gone, however slow the machine is. */
const GONE_WITHIN = 60_000;

export const storms: Fault = {
  name: 'storms',
  title: '3 × 5,000 connects: close at once; reset at once; talk and reset',
  wanted: 'the server serves on; no client and no open file is left; memory +50 MB at most',
  isQuick: true,
  run: () =>
    onStage(Server.start(), async ({ server, load }) => {
      for (const deed of ALL_DEEDS) await load('storm', { deed, count: 1000, atOnce: AT_ONCE }).result();
      await becomes(async () => (await askWho(server.port)) === 1, GONE_WITHIN, 200);
      const filesBefore = server.openFiles();
      const memory = new MemoryWatch(server.pid);
      const start = performance.now();
      let failed = 0;
      for (const deed of ALL_DEEDS) {
        failed += await load('storm', { deed, count: CONNECTS, atOnce: AT_ONCE }).result();
      }
      const seconds = (performance.now() - start) / 1000;
      let clients = NaN;
      const isAlone = await becomes(
        async () => (clients = await askWho(server.port)) === 1,
        GONE_WITHIN,
        200,
      );
      const closesFiles = await becomes(() => server.openFiles() <= filesBefore, GONE_WITHIN);
      memory.stop();
      return {
        measured:
          `${number((CONNECTS * ALL_DEEDS.length) / seconds)} connects a second; afterwards \`${clients} clients connected.\`,` +
          ` ${server.openFiles()} files open (before: ${filesBefore}); memory +${megabytes(memory.growth)}`,
        problems: [
          ...unless(failed === 0, `${failed} could not connect`),
          ...unless(isAlone, `/who: still tells of ${clients} clients`),
          ...unless(closesFiles, `${server.openFiles()} files are open, ${filesBefore} were`),
        ],
        missedFigures: growthAtMost(50, memory.growth),
      };
    }),
};
