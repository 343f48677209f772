import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { count, milliseconds } from '../../report/format.ts';
import { type Fault, type Outcome, together, unless } from '../fault.ts';
import { delayAtMost, growthAtMost, longest, megabytes } from '../figures.ts';
import { MemoryWatch } from '../memoryWatch.ts';
import { inScratchFolder } from '../scratch.ts';
import { onStage, type Stage } from '../stage.ts';
import { Server } from '../server.ts';

const SIZE = 64;
const CLIENTS = 20;
/** Lines a second of all together: some 300 KB of log. */
const RATE = 2000;
const CALM = 300;
/** Milliseconds of talk before the burst. */
const TALK = 600;
/** Lines a second of the burst, and its milliseconds: some 2 MB of log, of which 1 MiB may wait. */
const BURST_RATE = 10_000;
const BURST = 1000;
const ENDS_WITHIN = 2000;
/** Milliseconds that are waited for the end, and for a reader that reads again, however slow the machine is. */
const PATIENCE = 30_000;

interface Sink {
  readonly name: string;
  /** For the shell. */
  readonly stdout: string;
  /** Milliseconds of talk before the burst, where they are not the usual ones. */
  readonly talk?: number;
  /** Has the reader read, where it is one that stalls until then. */
  readonly goOn?: () => void;
}

export const logSinks: Fault = {
  name: 'log-sinks',
  title:
    '`-v` with stdout to a full disk, to `head -1`, closed, to a reader that stalls for 5 s, and to one that never reads;' +
    ' each with a burst of 2 MB of log',
  wanted:
    'every line arrives; a quiet pair waits less than 50 ms; memory +50 MB at most; SIGTERM ends it within 2 s, code 0;' +
    ' who stalls misses log lines, and is told how many',
  isQuick: true,
  run: () =>
    inScratchFolder(async (folder) => {
      const outcomes: [string, Outcome][] = [];
      for (const sink of sinks(join(folder, 'go on'))) {
        const starting = Server.start(['-v', '--stats-interval', '1s'], sink);
        outcomes.push([sink.name, await onStage(starting, (stage) => play(stage, sink), 'ends')]);
      }
      return together(outcomes);
    }),
};

function sinks(goOn: string): readonly Sink[] {
  return [
    { name: '`/dev/full`', stdout: '>/dev/full' },
    { name: '`| head -1`', stdout: '| head -1 >/dev/null' },
    { name: 'closed', stdout: '>&-' },
    {
      name: 'a reader that stalls for 5 s',
      stdout: `| { until [ -e '${goOn}' ]; do sleep 0.1; done; cat; }`,
      talk: 4000,
      goOn: () => writeFileSync(goOn, ''),
    },
    { name: 'one that never reads', stdout: '| sleep 600' },
  ];
}

async function play({ server, load }: Stage, { talk = TALK, goOn }: Sink): Promise<Outcome> {
  const others = load('talk', { clients: CLIENTS, size: SIZE, fullSeconds: 0 });
  await others.step('joined');
  others.order('go');
  const pair = load('pair', { size: SIZE, pace: 10 });
  await pair.step('running');
  others.order('rate', RATE);
  await pause(CALM);
  const memory = new MemoryWatch(server.pid);
  pair.order('mark');
  await pause(talk);
  others.order('rate', BURST_RATE);
  await pause(BURST);
  pair.order('stop');
  others.order('stop');
  const [{ delays, problems }, { said, problems: othersProblems }] = await Promise.all([
    pair.result(),
    others.result(),
  ]);
  memory.stop();
  const isReadAgain = goOn === undefined || (await readsAgain(server, goOn));
  const serves = server.isRunning;
  server.signal('SIGTERM');
  const end = await server.ends(PATIENCE);
  const linesLost = goOn === undefined ? undefined : await linesLostBy(server);
  return {
    measured:
      `${count(said)} lines, longest delay ${milliseconds(longest(delays))}, memory +${megabytes(memory.growth)},` +
      ` end after ${milliseconds(end ?? NaN)}` +
      (linesLost === undefined ? '' : `, ${count(linesLost)} log lines lost`),
    problems: [
      ...problems,
      ...othersProblems,
      ...unless(serves, 'the server ended by itself'),
      ...unless(isReadAgain, 'the log does not go on when it is read again'),
      ...unless(
        linesLost === undefined || linesLost > 0,
        `log lines lost: ${linesLost}, though more than 1 MiB waited`,
      ),
      ...unless(end !== undefined && server.code === 0, `SIGTERM: code ${server.code} after ${end} ms`),
    ],
    missedFigures: [
      ...delayAtMost(50, longest(delays), 'the longest delay'),
      ...growthAtMost(50, memory.growth),
      ...unless((end ?? 0) <= ENDS_WITHIN, `SIGTERM: ended after ${end} ms`),
    ],
  };
}

/** Has the reader go on, and waits until it has what is logged from then on. */
async function readsAgain(server: Server, goOn: () => void): Promise<boolean> {
  const start = Date.now();
  goOn();
  const isNew = ({ event, time }: { event: string; time: number }): boolean => {
    return event === 'stats' && time > start;
  };
  return await server.comes(() => server.log.some(isNew), PATIENCE);
}

/** NaN where the log does not tell. */
async function linesLostBy(server: Server): Promise<number> {
  await server.logEnds();
  return server.log.find(({ event }) => event === 'stopped')?.linesLost ?? NaN;
}
