import { setTimeout as pause } from 'node:timers/promises';
import { mostOpenFiles } from '../../processUse.ts';
import { count, milliseconds } from '../../report/format.ts';
import { askWho } from '../askWho.ts';
import { type Fault, unless } from '../fault.ts';
import { delayAtMost, longest } from '../figures.ts';
import { onStage } from '../stage.ts';
import { Server } from '../server.ts';
import { becomes } from '../wait.ts';

/** As many as the server, and the process that they are in, may have open. */
const CLIENTS = Math.min(9000, mostOpenFiles() - 200);
const PAIR = 2;
const CALM = 1000;
const GONE_WITHIN = 60_000;

export const massReset: Fault = {
  name: 'mass-reset',
  title: `${count(CLIENTS)} clients are reset at once`,
  wanted: 'a pair that stays loses nothing, and waits less than 500 ms; nobody else is left',
  isQuick: false,
  run: () =>
    onStage(Server.start(), async ({ server, load }) => {
      const filesBefore = server.openFiles();
      const crowd = load('idlers', { count: CLIENTS });
      await crowd.step('joined');
      const pair = load('pair', { size: 64, pace: 10 });
      await pair.step('running');
      await pause(CALM);
      pair.order('mark');
      crowd.order('reset');
      await crowd.result();
      // Looked at from outside: to ask the server would make it do more than forget them.
      const areForgotten = await becomes(() => server.openFiles() <= filesBefore + PAIR, GONE_WITHIN);
      await pause(CALM);
      pair.order('stop');
      const { delays, problems } = await pair.result();
      const clients = (await askWho(server.port)) - 1;
      return {
        measured: `longest delay of ${count(delays.length)} lines ${milliseconds(longest(delays))}; ${clients} clients left`,
        problems: [
          ...problems,
          ...unless(areForgotten, `${server.openFiles()} files are open, ${filesBefore} were`),
          ...unless(clients === PAIR, `/who: tells of ${clients} clients, and not of ${PAIR}`),
        ],
        missedFigures: delayAtMost(500, longest(delays), 'the longest delay'),
      };
    }),
};
