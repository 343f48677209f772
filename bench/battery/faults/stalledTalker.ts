import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { number } from '../../report/format.ts';
import { type Fault, type Outcome, unless } from '../fault.ts';
import { megabytes } from '../figures.ts';
import { leftFor } from '../reasons.ts';
import { onStage, type Stage } from '../stage.ts';
import { Server } from '../server.ts';
import { becomes } from '../wait.ts';

/** What the kernel does not take for somebody who does not read is more than 1 MiB of it, and less than 8 MiB. */
const SAID = `${'x'.repeat(1023)}\n`.repeat(7 * 1024);
/** Characters that are under way at once: who reads never lags, however slow the machine is. */
const WINDOW = 256 * 1024;
const MIB = 1024 * 1024;
/** Milliseconds from the first byte of it in which he is cut, and which are waited for that. */
const CUT_WITHIN = 5000;
const PATIENCE = 60_000;
/** Milliseconds between two lines of whoever does not read. */
const PACE = 10;
/** Of its lines, those that are heard at least: it lags for a second. */
const LEAST_LINES = 10;
const REASON = /^the client took none of (\d+) bytes for 1000 milliseconds$/;

export const stalledTalker: Fault = {
  name: 'stalled-talker',
  title:
    'a client stops reading, goes on talking, and has more unread than `--slow-backlog`; `--slow-after 1s`',
  wanted:
    'the others get every byte, and what it says; it alone is cut, reason `slow`, by `--slow-after` and within 5 s',
  isQuick: true,
  run: () => onStage(Server.start(['-v', '--slow-after', '1s']), play),
};

async function play({ server }: Stage): Promise<Outcome> {
  const sockets: Socket[] = [];
  try {
    const talker = (await enter(server.port, sockets)).pause();
    const speaker = await enter(server.port, sockets);
    const listener = await enter(server.port, sockets);
    const chunks: Buffer[] = [];
    let heardBytes = 0;
    listener.on('data', (bytes) => {
      chunks.push(bytes);
      heardBytes += bytes.length;
    });

    const start = Date.now();
    let spoken = 0;
    let said = 0;
    while (server.reasons().length === 0 && Date.now() - start < PATIENCE) {
      if (heardBytes >= spoken && spoken < SAID.length) {
        speaker.write(SAID.slice(spoken, spoken + WINDOW));
        spoken += WINDOW;
      }
      talker.write(lineOf(said++));
      await pause(PACE);
    }
    const cut = server.log.find(({ event }) => event === 'left');
    const seconds = ((cut?.time ?? NaN) - start) / 1000;
    const unread = Number(REASON.exec(cut?.error ?? '')?.[1] ?? NaN);
    let { lines: heard, words } = sorted(chunks);
    await becomes(() => {
      ({ lines: heard, words } = sorted(chunks));
      return words.length >= spoken;
    }, PATIENCE);
    return {
      measured: `cut as \`${cut?.reason}\` after ${number(seconds)} s, with ${megabytes(unread)} unread; ${heard.length} of its lines were heard`,
      problems: [
        ...leftFor({ slow: 1 }, server.reasons()),
        ...unless(unread > MIB && unread < 8 * MIB, `cut for another reason: ${cut?.error}`),
        ...unless(seconds >= 1, `cut after ${number(seconds)} s already`),
        ...unless(words === SAID.slice(0, spoken), 'who reads did not get every byte'),
        ...unless(heard.length >= LEAST_LINES, `only ${heard.length} lines of the talker were heard`),
        ...unless(
          heard.every((line, index) => line === lineOf(index)),
          'its lines came in another order, or not all',
        ),
      ],
      missedFigures: unless(seconds <= CUT_WITHIN / 1000, `cut after ${number(seconds)} s only`),
    };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

async function enter(port: number, sockets: Socket[]): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  sockets.push(socket);
  socket.on('error', () => undefined); // he is cut
  await once(socket, 'data', { signal: AbortSignal.timeout(PATIENCE) });
  return socket;
}

function lineOf(index: number): string {
  return `talker says: ${index}\n`;
}

/** What the talker says, and what the speaker says around it. */
function sorted(chunks: readonly Buffer[]): { lines: readonly string[]; words: string } {
  const text = Buffer.concat(chunks).toString('latin1');
  const line = /talker says: \d+\n/g;
  return { lines: text.match(line) ?? [], words: text.replace(line, '') };
}
