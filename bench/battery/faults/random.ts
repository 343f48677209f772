import { count, mebibytes } from '../../report/format.ts';
import type { Fault } from '../fault.ts';
import { flatWithin, inTurn } from '../figures.ts';
import { MemoryWatch } from '../memoryWatch.ts';
import { middleOf } from '../middle.ts';
import { onStage } from '../stage.ts';
import { Server } from '../server.ts';

const SEED = 20_250_101;
const CLIENTS = 20;
const CHUNKS = 100_000;
const MOST_GROWTH = 0.1;
/** Milliseconds for each half, however slow the machine is. */
const PATIENCE = 600_000;

export const random: Fault = {
  name: 'random',
  title:
    `${count(CHUNKS)} random chunks of every hostile kind from ${CLIENTS} clients, seed ${SEED},` +
    ' `/who:`, 10 MB without a newline; visitors who end right behind their words, or are reset in the middle of them',
  wanted:
    'the SHA-256 of what each client got is right, and so are all answers; no error; the heap, and memory, grow by 10 % at most in the last half',
  isQuick: false,
  run: () =>
    onStage(Server.start([], { tellsHeap: true }), async ({ server, load }) => {
      const room = load('randomTalk', { seed: SEED, clients: CLIENTS, chunks: CHUNKS });
      await room.step('joined');
      room.order('go');
      await room.step('half', PATIENCE);
      const memory = new MemoryWatch(server.pid);
      const heapBefore = server.heap.length;
      await room.step('turns', PATIENCE);
      memory.stop();
      const heap = server.heap.slice(heapBefore);
      const { said, problems } = await room.result(PATIENCE);
      const heaps = [middleOf(heap, 0, 0.3), middleOf(heap, 0.7, 1)] as const;
      const memories = [middleOf(memory.samples, 0, 0.2), middleOf(memory.samples, 0.8, 1)] as const;
      return {
        measured: `${mebibytes(said)} said; heap ${inTurn(heaps)}; memory ${inTurn(memories)}`,
        problems,
        missedFigures: [
          ...flatWithin(MOST_GROWTH, heaps, 'the heap'),
          ...flatWithin(MOST_GROWTH, memories, 'memory'),
        ],
      };
    }),
};
