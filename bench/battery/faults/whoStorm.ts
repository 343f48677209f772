import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { count, milliseconds } from '../../report/format.ts';
import { type Fault, unless } from '../fault.ts';
import { delayAtMost, longest, megabytes } from '../figures.ts';
import { onStage } from '../stage.ts';
import { Server } from '../server.ts';

const CLIENTS = 3000;
const REQUESTS = 1000;
/** Milliseconds between two newcomers. */
const PACE = 5;
/** Milliseconds before, in which the server comes to rest. */
const CALM = 1000;
/** Milliseconds in which all that is to be answered is: one answer a second, after the first. */
const ANSWERED_WITHIN = 2500;

export const whoStorm: Fault = {
  name: 'who-storm',
  title: `${count(REQUESTS)} \`/who:\` in one write, with ${count(CLIENTS)} clients`,
  wanted: 'no newcomer waits 20 ms for the greeting; less than 1 MB is answered, whole answers only',
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
        const answered = Buffer.concat(chunks).toString('latin1');
        const heads = Array.from(answered.matchAll(/^(\d+) clients connected\.$/gm), ([, clients]) =>
          Number(clients),
        );
        const told = heads.reduce((sum, clients) => sum + clients, 0);
        const rows = answered.match(/^.* connected from 127\.0\.0\.1, \d+\.$/gm) ?? [];
        const bytes = answered.length;
        return {
          measured: `longest wait of ${count(waits.length)} newcomers ${milliseconds(longest(waits))}; ${heads.length} answers, ${megabytes(bytes)}`,
          problems: [
            ...delayAtMost(20, longest(waits), 'the longest wait'),
            ...unless(bytes < 1e6, `${megabytes(bytes)} were answered`),
            ...unless(heads.length > 0, 'nothing was answered'),
            ...unless(rows.length === told, `${heads.length} answers have ${rows.length} rows`),
          ],
        };
      } finally {
        asker.destroy();
      }
    }),
};
