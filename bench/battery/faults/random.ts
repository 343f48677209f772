import { count, mebibytes } from '../../report/format.ts';
import { type Fault, unless } from '../fault.ts';
import { MemoryWatch } from '../memoryWatch.ts';
import { onStage } from '../stage.ts';
import { Server } from '../server.ts';

const SEED = 20_250_101;
const CLIENTS = 20;
const CHUNKS = 100_000;
const MOST_GROWTH = 0.1;

export const random: Fault = {
  name: 'random',
  title: `${count(CHUNKS)} random chunks of every hostile kind from ${CLIENTS} clients, seed ${SEED}`,
  wanted:
    'the SHA-256 of what each client got is right; no error; memory grows by less than 10 % in the last half',
  isQuick: false,
  run: () =>
    onStage(Server.start(), async ({ server, load }) => {
      const room = load('randomTalk', { seed: SEED, clients: CLIENTS, chunks: CHUNKS });
      await room.step('joined');
      room.order('go');
      await room.step('half');
      const memory = new MemoryWatch(server.pid);
      await room.step('turns');
      memory.stop();
      const { said, problems } = await room.result();
      const [early, late] = [memory.middle(0, 0.2), memory.middle(0.8, 1)];
      const growth = late / early - 1;
      return {
        measured: `${mebibytes(said)} said; memory ${mebibytes(early)}, then ${mebibytes(late)} (${(growth * 100).toFixed(1)} %)`,
        problems: [
          ...problems,
          ...unless(growth < MOST_GROWTH, `memory grew by ${(growth * 100).toFixed(1)} % in the last half`),
        ],
      };
    }),
};
