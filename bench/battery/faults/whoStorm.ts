import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { count, milliseconds } from '../../report/format.ts';
import { answersIn } from '../answers.ts';
import { type Fault, unless } from '../fault.ts';
import { delayAtMost, longest, megabytes } from '../figures.ts';
import { onStage } from '../stage.ts';
import { Server } from '../server.ts';
import { becomes } from '../wait.ts';

const CLIENTS = 3000;
const REQUESTS = 1000;
/** Milliseconds between two newcomers. */
const PACE = 5;
/** Milliseconds before, in which the server comes to rest. */
const CALM = 1000;
/** Milliseconds in which all that is to be answered is: one answer a second, after the first. */
const ANSWERED_WITHIN = 2500;
/** Milliseconds in which an answer that has begun is there, however slow the machine is. */
const WHOLE_WITHIN = 30_000;
/** Five are answered at once; the others share one answer. */
const ANSWERS = 6;

export const whoStorm: Fault = {
  name: 'who-storm',
  title: `${count(REQUESTS)} \`/who:\` in one write, with ${count(CLIENTS)} clients`,
  wanted: 'no newcomer waits 20 ms for the greeting; less than 1 MB is answered, six whole answers',
  isQuick: true,
  run: () =>
    onStage(Server.start(), async ({ server, load }) => {
      await load('idlers', { count: CLIENTS - 1 }).step('joined');
      const newcomers = load('newcomers', { pace: PACE });
      await newcomers.step('running');
      const asker = connect({ host: '127.0.0.1', port: server.port, noDelay: true });
      try {
        await once(asker, 'data');
        await pause(CALM);
        const chunks: Buffer[] = [];
        asker.on('data', (bytes) => chunks.push(bytes)); // looked at later: what is measured is under way
        newcomers.order('mark');
        asker.write('/who:\n'.repeat(REQUESTS));
        await pause(ANSWERED_WITHIN);
        newcomers.order('stop');
        const waits = await newcomers.result();
        let answered = answersIn(chunks);
        const areWhole = await becomes(() => {
          answered = answersIn(chunks);
          return answered.heads.length === ANSWERS && answered.rows === answered.told;
        }, WHOLE_WITHIN);
        const { heads, rows, told, bytes } = answered;
        return {
          measured: `longest wait of ${count(waits.length)} newcomers ${milliseconds(longest(waits))}; ${heads.length} answers, ${megabytes(bytes)}`,
          problems: [
            ...unless(bytes < 1e6, `${megabytes(bytes)} were answered`),
            ...unless(
              areWhole,
              `${heads.length} answers, not ${ANSWERS}, have ${rows} rows, and tell of ${told}`,
            ),
          ],
          missedFigures: delayAtMost(20, longest(waits), 'the longest wait'),
        };
      } finally {
        asker.destroy();
      }
    }),
};
