import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { cpuNanoseconds } from '../../processUse.ts';
import { milliseconds, number } from '../../report/format.ts';
import { type Fault, unless } from '../fault.ts';
import { onStage } from '../stage.ts';
import { Server } from '../server.ts';
import { becomes } from '../wait.ts';

const FILES = 96;
const CLIENTS = 140;
/** The server keeps 64 of them for itself. */
const SERVED = 32;
const GREETING = 'Thank you for connecting';
const FULL = 'Server full\n';
/** Milliseconds in which everybody has an answer, and it is in the log, however slow the machine is. */
const PATIENCE = 30_000;
/** Milliseconds in which somebody is served again. */
const SERVED_AGAIN_WITHIN = 1000;
/** Milliseconds for which CPU time is measured. */
const STAY = 2000;

interface Visitor {
  readonly socket: Socket;
  heard: string;
  isOver: boolean;
}

export const fewFiles: Fault = {
  name: 'few-files',
  title: `${CLIENTS} clients, where the server may have ${FILES} open files`,
  wanted:
    '32 are served; those beyond get `Server full`, and are logged with reason `full`; CPU under 100 ms/s meanwhile; served again within 1 s when they leave',
  isQuick: true,
  run: () =>
    onStage(Server.start(['-v'], { before: `ulimit -n ${FILES}` }), async ({ server }) => {
      const visitors = Array.from({ length: CLIENTS }, () => visit(server.port));
      try {
        const isServed = ({ heard }: Visitor): boolean => heard === GREETING;
        const isRefused = ({ heard, isOver }: Visitor): boolean => heard === FULL && isOver;
        const isAnswered = (visitor: Visitor): boolean => isServed(visitor) || isRefused(visitor);
        const areAnswered = await becomes(() => visitors.every(isAnswered), PATIENCE);

        const cpuBefore = cpuNanoseconds(server.pid);
        await pause(STAY);
        const cpu = (cpuNanoseconds(server.pid) - cpuBefore) / 1e6 / (STAY / 1000);

        // The log tells of the first at once, and of all others with one that comes after a second.
        const late = visit(server.port);
        visitors.push(late);
        const isLateRefused = await becomes(() => isRefused(late), PATIENCE);
        const served = visitors.filter(isServed).length;
        const refused = visitors.filter(isRefused).length;
        const logged = (): number => {
          return server.log
            .filter(({ reason }) => reason === 'full')
            .reduce((sum, { count = 1 }) => sum + count, 0);
        };
        const areLogged = await server.comes(() => logged() === refused && refused > 0, PATIENCE);

        for (const { socket } of visitors) socket.destroy();
        const left = performance.now();
        const isServedAgain = await becomes(async () => {
          const next = visit(server.port);
          await becomes(() => isServed(next) || next.isOver, PATIENCE);
          next.socket.destroy();
          return isServed(next);
        }, PATIENCE);
        const again = performance.now() - left;
        return {
          measured:
            `${served} served, ${refused} told \`Server full\`, ${logged()} of them logged; CPU ${number(cpu)} ms/s;` +
            ` served again after ${milliseconds(again)}`,
          problems: [
            ...unless(
              areAnswered && isLateRefused,
              `${visitors.length - served - refused} clients were told nothing, or something else`,
            ),
            ...unless(
              served === SERVED && refused === visitors.length - SERVED,
              `${served} were served, not ${SERVED}, and ${refused} refused`,
            ),
            ...unless(areLogged, `${refused} were refused, but ${logged()} logged with reason full`),
            ...unless(isServedAgain, 'nobody is served again'),
          ],
          missedFigures: [
            ...unless(cpu < 100, `CPU was ${number(cpu)} ms/s`),
            ...unless(again < SERVED_AGAIN_WITHIN, `served again only after ${milliseconds(again)}`),
          ],
        };
      } finally {
        for (const { socket } of visitors) socket.destroy();
      }
    }),
};

function visit(port: number): Visitor {
  const socket = connect({ host: '127.0.0.1', port });
  const visitor: Visitor = { socket, heard: '', isOver: false };
  const isOver = (): void => {
    visitor.isOver = true;
  };
  socket
    .setEncoding('utf8')
    .on('data', (text: string) => (visitor.heard += text))
    .on('end', isOver)
    .on('close', isOver)
    .on('error', isOver);
  return visitor;
}
