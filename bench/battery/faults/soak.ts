import { setTimeout as pause } from 'node:timers/promises';
import { cpuNanoseconds } from '../../processUse.ts';
import { count } from '../../report/format.ts';
import type { Fault } from '../fault.ts';
import { flatWithin, inTurn } from '../figures.ts';
import { MemoryWatch } from '../memoryWatch.ts';
import { middleOf } from '../middle.ts';
import { onStage } from '../stage.ts';
import { Server } from '../server.ts';

const CLIENTS = 100;
const SIZE = 64;
/** Seconds of talk as fast as it goes, which show what the server can do. */
const FULL_SECONDS = 5;
/** The part of one core that the server is to use. */
const LOAD = 0.5;
/** Milliseconds between two looks at how much it uses. */
const LOOK = 2000;
/** The part of the full rate that is never passed: the clients have to keep up as well. */
const MOST_RATE = 0.8;
const MOST_GROWTH = 0.1;

/** @param minutes how long it lasts */
export function soak(minutes: number): Fault {
  return {
    name: 'soak',
    title: `${minutes} minutes at half load, ${CLIENTS} clients, lines of ${SIZE} bytes`,
    wanted:
      'every line arrives, in order; neither heap nor memory grows by 10 % from the middle third to the last',
    isQuick: false,
    run: () =>
      onStage(Server.start([], { tellsHeap: true }), async ({ server, load }) => {
        const room = load('talk', { clients: CLIENTS, size: SIZE, fullSeconds: FULL_SECONDS });
        await room.step('joined');
        const use = useOf(server.pid);
        room.order('go');
        const fullRate = await room.step('full');
        const fullUse = use();

        let rate = fullRate * Math.min(MOST_RATE, LOAD / fullUse);
        const memory = new MemoryWatch(server.pid, 250);
        const heapBefore = server.heap.length;
        const overall = useOf(server.pid);
        const end = performance.now() + minutes * 60_000;
        while (performance.now() < end && server.isRunning) {
          room.order('rate', rate);
          await pause(Math.min(LOOK, end - performance.now()));
          // What a line costs depends on how many come together, so the rate is felt for, a little at a time.
          rate = Math.min(fullRate * MOST_RATE, rate * (1 + (LOAD / use() - 1) / 2));
        }
        const used = overall();
        memory.stop();
        room.order('stop');
        const { said, problems } = await room.result();
        const heap = server.heap.slice(heapBefore);
        const heaps = [middleOf(heap, 1 / 3, 2 / 3), middleOf(heap, 2 / 3, 1)] as const;
        const memories = [
          middleOf(memory.samples, 1 / 3, 2 / 3),
          middleOf(memory.samples, 2 / 3, 1),
        ] as const;
        return {
          measured:
            `${count(said)} lines said, ${count(said * (CLIENTS - 1))} delivered and checked; server CPU ${percent(used)} of a core` +
            ` (at full load ${percent(fullUse)}); heap ${inTurn(heaps)}; memory ${inTurn(memories)}`,
          problems,
          missedFigures: [
            ...flatWithin(MOST_GROWTH, heaps, 'the heap'),
            ...flatWithin(MOST_GROWTH, memories, 'memory'),
          ],
        };
      }),
  };
}

/** What part of a core a process has used since this was asked the last time. */
function useOf(pid: number): () => number {
  let cpuBefore = cpuNanoseconds(pid);
  let before = performance.now();
  return () => {
    const [cpu, now] = [cpuNanoseconds(pid), performance.now()];
    const used = (cpu - cpuBefore) / 1e6 / (now - before);
    [cpuBefore, before] = [cpu, now];
    return used;
  };
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
