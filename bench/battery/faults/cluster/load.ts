import { count, milliseconds } from '../../../report/format.ts';
import { quantile } from '../../../statistics.ts';
import { onCluster } from '../../cluster/stage.ts';
import { undisturbed } from '../../cluster/verdict.ts';
import { type Fault, unless } from '../../fault.ts';
import { delayAtMost } from '../../figures.ts';
import { startLoad } from '../../load/startLoad.ts';

const SINGLE = 1000;
const RATE = 500_000;
const LINES = 2_000_000;
/** Lines a second less than that, as the last of them are still under way. */
const SHARE = 0.98;
const SECOND = 1000;
/** Milliseconds in which both are joined, however slow the machine is. */
const PATIENCE = 60_000;

export const load: Fault = {
  name: 'cluster-load',
  title: `a line at a time, then ${count(RATE)} lines of 100 bytes a second, from a client of one node to one of another`,
  wanted: `half of the lines take less than 1 ms; ${count(RATE)} a second come through, all of them, in order, and each once`,
  isQuick: false,
  run: () =>
    onCluster(async (stage) => {
      const broker = await stage.broker();
      const [from, to] = await stage.nodes('ab', [broker.url]);
      for (const node of [from, to]) await node?.joins(1, PATIENCE);
      const talk = startLoad('across', from?.port ?? NaN, {
        to: to?.port ?? NaN,
        single: SINGLE,
        lines: LINES,
        rate: RATE,
      });
      try {
        const { delays, took, problems } = await talk.result();
        const half = quantile(delays, 0.5);
        const rate = (LINES / took) * SECOND;
        return {
          measured:
            `p50 ${milliseconds(half)}, p99 ${milliseconds(quantile(delays, 0.99))};` +
            ` ${count(rate)} lines a second for ${milliseconds(took)}`,
          problems: [...problems, ...undisturbed([from, to].filter((node) => node !== undefined))],
          missedFigures: [
            ...delayAtMost(1, half, 'p50 of a line at a time'),
            ...unless(rate >= RATE * SHARE, `${count(rate)} lines a second, not ${count(RATE)}`),
          ],
        };
      } finally {
        await talk.end();
      }
    }),
};
