import { count, milliseconds, number } from '../../report/format.ts';
import { quantile } from '../../statistics.ts';
import { type Fault, unless } from '../fault.ts';
import { delayAtMost, longest, megabytes } from '../figures.ts';
import { onStage } from '../stage.ts';
import { Server } from '../server.ts';

const READERS = 20;
const RATE = 4e6;
const SECONDS = 6;
const WARM_UP = 8 * 1024 * 1024;

export const quietPair: Fault = {
  name: 'quiet-pair',
  title: `a quiet pair, while one client floods for ${SECONDS} s and ${READERS} others read`,
  wanted: 'nothing is lost; the delay of a line of the pair is under 20 ms (p99)',
  isQuick: true,
  run: () =>
    onStage(Server.start(), async ({ load }) => {
      const readers = load('readers', { count: READERS, warmUp: WARM_UP, isAlone: false });
      await readers.step('joined');
      const flood = load('flood', { speakers: 1, warmUp: WARM_UP, milliseconds: SECONDS * 1000 });
      const pair = load('pair', { size: 64, pace: 10 });
      await Promise.all([flood.step('joined'), pair.step('running')]);
      flood.order('warm up');
      await readers.step('warm');
      readers.order('rate', RATE);
      pair.order('mark');
      flood.order('flood');
      const { said, problems } = await flood.result();
      readers.order('expect', said);
      pair.order('stop');
      const [of, byReaders] = await Promise.all([pair.result(), readers.result()]);
      const p99 = quantile(of.delays, 0.99);
      return {
        measured:
          `${count(of.delays.length)} lines, p50 ${milliseconds(quantile(of.delays, 0.5))}, p99 ${milliseconds(p99)},` +
          ` longest ${milliseconds(longest(of.delays))}, beside ${megabytes(said)} of flood (${number(said / SECONDS / 1e6)} MB/s)`,
        problems: [...problems, ...of.problems, ...byReaders.problems],
        missedFigures: [
          ...delayAtMost(20, p99, 'p99 of the delay'),
          ...unless(of.delays.length > 100, `the pair said only ${of.delays.length} lines`),
        ],
      };
    }),
};
