import type { OperatorCost } from '../operators.ts';
import { failureOf, figures } from '../outcome.ts';
import type { Arrivals } from '../sections/arrivals.ts';
import type { Costs } from '../sections/costs.ts';
import type { RoomDelay } from '../sections/delays.ts';
import { median } from '../statistics.ts';
import { costTable, figureTable } from './costTable.ts';
import { count, gibibytes, kibibytes, mebibytes, milliseconds, number, table } from './format.ts';
import { type Origin, type Parts, REFERENCES, type Report } from './report.ts';
import { webDigest, webParts } from './webParts.ts';

/** The pictures, as files beside the page. */
export const PICTURES = {
  peers: { file: 'peers.svg', alt: 'What a delivered message costs each server, as a multiple of the floor' },
  halls: {
    file: 'cost-by-clients.svg',
    alt: 'What a delivered message costs, against the number of clients',
  },
} as const;

const METHOD = `\
Every server gets the same load from a process of its own, over 127.0.0.1, and is started afresh for every run. The next
message is said when one has reached everybody (closed loop), speakers take turns, and a run counts only if each client
got every byte that is for it and no other. CPU time is that of all threads of the server, user and system, as the kernel
counts it (\`/proc/PID/task/*/schedstat\`), from the first message to the last delivery; a workload begins cold.
Figures are medians of the rounds; a ratio is taken within each round, and its median told. Servers that leave Nagle's
algorithm on, as is the default (plain-node, select, ncat), wait for acknowledgements of up to 40 ms: that costs them
time, not CPU.`;

/** Everything, for people: `docs/benchmark.md`. */
export function page(report: Report): string {
  const { workloads, halls, delays, arrivals, operators, web } = report;
  const parts = [
    '# Benchmark',
    origin(report),
    table(
      ['peer', 'version', 'what it is'],
      report.peers.map(({ name, version, missing, about }) => [name, version ?? missing ?? '', about]),
      'text',
    ),
    METHOD,
    ...(workloads === undefined ? [] : [...workloadParts(workloads), ...ownOrigin(report, 'workloads')]),
    ...(halls === undefined ? [] : [...hallParts(halls), ...ownOrigin(report, 'halls')]),
    ...(delays === undefined ? [] : [...delayParts(delays), ...ownOrigin(report, 'delays')]),
    ...(arrivals === undefined ? [] : [...arrivalParts(arrivals), ...ownOrigin(report, 'arrivals')]),
    ...(operators === undefined ? [] : [...operatorParts(operators), ...ownOrigin(report, 'operators')]),
    ...(web === undefined ? [] : [...webParts(web), ...ownOrigin(report, 'web')]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** What the README shows: between its markers. `folder` is where the pictures are, as seen from it. */
export function digest(report: Report, folder: string): string {
  const { workloads = [], web } = report;
  const pictures = Object.values(PICTURES).map(({ file, alt }) => `![${alt}](${folder}/${file})`);
  return [
    'Server CPU for each delivered message, and in parentheses the multiple of plain Node.js:',
    costTable(workloads, 'plain-node'),
    ...pictures,
    ...(web === undefined ? [] : webDigest(web)),
    `${origin(report)} All of it: [${folder}/benchmark.md](${folder}/benchmark.md).`,
  ].join('\n\n');
}

/** Where the figures come from. */
function origin({ date, command, machine }: Origin): string {
  const { cpu, cores, memory, system, node } = machine;
  const place = `${cpu}, ${cores} cores, ${gibibytes(memory)}, ${system}`;
  return `Measured on ${date.slice(0, 10)} with Node.js ${node} by \`${command}\` (${place}).`;
}

/** Where a section's figures come from, where it was measured by itself. */
function ownOrigin({ apart }: Report, part: keyof Parts): string[] {
  const own = apart?.[part];
  return own === undefined ? [] : [origin(own)];
}

function workloadParts(workloads: readonly Costs[]): string[] {
  return [
    '## Workloads',
    table(
      ['workload', 'clients', 'speakers', 'messages of each', 'bytes', 'under way', 'about'],
      workloads.map(({ workload }) => [
        workload.name,
        count(workload.clients),
        count(workload.speakers),
        count(workload.messages),
        count(workload.size),
        count(workload.window),
        workload.about,
      ]),
      'text',
    ),
    picture('peers'),
    ...REFERENCES.flatMap((reference) => [
      `### Server CPU for each delivered message (and the multiple of ${reference})`,
      costTable(workloads, reference),
    ]),
    '### Messages delivered in a second, thousands',
    figureTable(workloads, ({ perSecond }) => number(perSecond / 1000)),
    '### Memory at the most',
    figureTable(workloads, ({ peakBytes }) => mebibytes(peakBytes)),
  ];
}

function hallParts(halls: readonly Costs[]): string[] {
  return [
    '## Cost against the number of clients',
    '10 of them talk, 64 bytes a message, 10 messages under way, all of it once before, so that code is compiled. Server CPU for each delivered message (and the multiple of plain-node):',
    picture('halls'),
    costTable(halls, 'plain-node'),
  ];
}

function delayParts(delays: readonly RoomDelay[]): string[] {
  const [first] = delays;
  if (first === undefined) return [];
  return [
    '## Delay',
    `From the write of one client to the read of another, in a room of ${first.clients}: ${count(first.probes)} messages, ` +
      'one every 10 ms. In the busy room each of the others has a message under way all the time.',
    table(
      ['room, peer', 'p50', 'p99', 'p99.9'],
      delays.map(({ room, peer, outcome }) => [
        `${room}, ${peer}`,
        ...(outcome.kind === 'measured'
          ? [outcome.value.p50, outcome.value.p99, outcome.value.p999].map(milliseconds)
          : [outcome.why, '–', '–']),
      ]),
    ),
  ];
}

function arrivalParts({ clients, peers }: Arrivals): string[] {
  return [
    '## Memory, and everybody at once',
    `${count(clients)} clients connect at once and keep quiet. Memory is what the server has more than before, for each of them; ` +
      'waiting is from connecting to the greeting, or what the protocol has for one.',
    table(
      ['peer', 'memory per connection', 'until the last is served', 'longest wait', 'refused'],
      peers.map((series) => {
        const why = failureOf(series);
        if (why !== undefined) return [series.peer, why, '–', '–', '–'];
        return [
          series.peer,
          kibibytes(median(figures(series, ({ bytesPerConnection }) => bytesPerConnection))),
          milliseconds(median(figures(series, ({ everybody }) => everybody))),
          milliseconds(median(figures(series, ({ longest }) => longest))),
          count(median(figures(series, ({ refused }) => refused))),
        ];
      }),
    ),
  ];
}

function operatorParts(operators: readonly OperatorCost[]): string[] {
  return [
    '## Operators',
    'By themselves, in memory: nanoseconds for each message that is said, the median.',
    table(
      ['operator', 'ns per message'],
      operators.map(({ operator, nanoseconds }) => [operator, number(nanoseconds)]),
    ),
  ];
}

function picture(name: keyof typeof PICTURES): string {
  const { file, alt } = PICTURES[name];
  return `![${alt}](${file})`;
}
