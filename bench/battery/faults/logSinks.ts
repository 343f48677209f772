import { setTimeout as pause } from 'node:timers/promises';
import { count, milliseconds } from '../../report/format.ts';
import { type Fault, type Outcome, unless } from '../fault.ts';
import { delayAtMost, longest } from '../figures.ts';
import { onStage, type Stage } from '../stage.ts';
import { Server } from '../server.ts';

const SIZE = 64;
const CLIENTS = 20;
/** Lines a second of all together: some 300 KB of log. */
const RATE = 2000;
const CALM = 300;
const ENDS_WITHIN = 2000;

interface Sink {
  readonly name: string;
  /** For the shell. */
  readonly stdout: string;
  /** Milliseconds for which they talk. */
  readonly talk: number;
}

const SINKS: readonly Sink[] = [
  { name: '`/dev/full`', stdout: '>/dev/full', talk: 1200 },
  { name: '`| head -1`', stdout: '| head -1 >/dev/null', talk: 1200 },
  { name: 'closed', stdout: '>&-', talk: 1200 },
  { name: 'a reader that stalls for 5 s', stdout: '| { sleep 5; cat >/dev/null; }', talk: 5500 },
  { name: 'one that never reads', stdout: '| sleep 60', talk: 1200 },
];

export const logSinks: Fault = {
  name: 'log-sinks',
  title:
    '`-v` with stdout to a full disk, to `head -1`, closed, to a reader that stalls for 5 s, and to one that never reads',
  wanted: 'every line arrives; a quiet pair waits less than 50 ms; SIGTERM ends it within 2 s, code 0',
  isQuick: true,
  run: async () => {
    const outcomes: Outcome[] = [];
    for (const sink of SINKS) {
      outcomes.push(await onStage(Server.start(['-v'], sink), (stage) => play(stage, sink), 'ends'));
    }
    return {
      measured: outcomes.map(({ measured }, index) => `${SINKS[index]?.name}: ${measured}`).join('; '),
      problems: outcomes.flatMap(({ problems }, index) =>
        problems.map((problem) => `${SINKS[index]?.name}: ${problem}`),
      ),
    };
  },
};

async function play({ server, load }: Stage, sink: Sink): Promise<Outcome> {
  const others = load('talk', { clients: CLIENTS, size: SIZE, fullSeconds: 0 });
  await others.step('joined');
  others.order('go');
  const pair = load('pair', { size: SIZE, pace: 10 });
  await pair.step('running');
  others.order('rate', RATE);
  await pause(CALM);
  pair.order('mark');
  await pause(sink.talk);
  pair.order('stop');
  others.order('stop');
  const [{ delays, problems }, talk] = await Promise.all([pair.result(), others.result()]);
  const serves = server.isRunning;
  server.signal('SIGTERM');
  const end = await server.ends(ENDS_WITHIN);
  return {
    measured:
      `${count(talk.said)} lines, longest delay ${milliseconds(longest(delays))},` +
      ` end after ${milliseconds(end ?? NaN)}`,
    problems: [
      ...problems,
      ...talk.problems,
      ...unless(serves, 'the server ended by itself'),
      ...delayAtMost(50, longest(delays), 'the longest delay'),
      ...unless(end !== undefined && server.code === 0, `SIGTERM: code ${server.code} after ${end} ms`),
    ],
  };
}
