import { failureOf, figures, type Series } from '../outcome.ts';
import { type OptionCost, type OptionCosts, METRICS, NOISE, OPTIONS } from '../sections/options.ts';
import { ALL_BY_TCP } from '../sections/ways.ts';
import type { Web } from '../sections/web.ts';
import { median } from '../statistics.ts';
import { costTable, figureTable } from './costTable.ts';
import { count, duration, number, table } from './format.ts';

const WAYS = `\
Clients in one room, by TCP, by WebSocket as a library speaks it, and as a browser does, which is also told who is there
(\`talk.room.1\`); where there are two kinds, every second client is of the other. Messages by WebSocket are masked, as they
have to be; each is one frame, and a run counts only if each client got every byte of every message in a frame of its own. All
of it is said once before, so that code is compiled.`;

/** What WebSocket and what watches cost, for the page. */
export function webParts({ ways, options }: Web): string[] {
  const workloads = ways.map(({ workload: { name, clients, speakers, messages, size, window } }) => [
    name,
    count(clients),
    count(speakers),
    count(messages),
    count(size),
    count(window),
  ]);
  return [
    '## By WebSocket',
    WAYS,
    table(['workload', 'clients', 'speakers', 'messages of each', 'bytes', 'under way'], workloads),
    `### Server CPU for each delivered message (and the multiple of ${ALL_BY_TCP})`,
    costTable(ways, ALL_BY_TCP),
    '### Messages delivered in a second, thousands, by WebSocket and by TCP',
    figureTable(ways, ({ perSecond }) => number(perSecond / 1000)),
    '## What an option costs those who do not use it',
    about(options),
    optionTable(options),
  ];
}

/** The same for the README. */
export function webDigest({ ways, options }: Web): string[] {
  const [first] = ways;
  return [
    `The same in one room of ${count(first?.workload.clients ?? NaN)} clients, by TCP and by WebSocket, and the multiple of TCP:`,
    costTable(ways, ALL_BY_TCP),
    `With \`--metrics\`, a room of ${count(options.workload.clients)} by TCP in which everybody talks costs ${spread(options, METRICS)} times as much ` +
      `as without; without once more, which is the noise, ${spread(options, NOISE)}.`,
  ];
}

function about({ workload, turns, starts }: OptionCosts): string {
  return (
    `A room of ${count(workload.clients)} clients by TCP, all of whom talk, ${count(workload.messages)} messages of ${count(workload.size)} bytes each, ` +
    `${count(workload.window)} of all under way; nobody asks for the page or the metrics. The servers run beside each other and ` +
    `play ${count(turns)} rounds in turns; the ratio is taken within each round, and its median told. Times that was done, with other processes each: ` +
    `${count(starts.length)}; the table has the middle, the least and the most. The second line is the noise: no two processes of one ` +
    'program are equally fast.'
  );
}

function optionTable(costs: OptionCosts): string {
  return table(
    ['option', 'server CPU for each delivered message', 'multiple of none', 'least', 'most'],
    OPTIONS.map(({ name }) => {
      const series = seriesOf(costs, name);
      const why = failureOf(series);
      if (why !== undefined) return [name, why, '–', '–', '–'];
      const all = figures(series, (cost) => cost.times);
      return [
        name,
        duration(median(figures(series, ({ nanoseconds }) => nanoseconds))),
        ...[median(all), Math.min(...all), Math.max(...all)].map(exact),
      ];
    }),
  );
}

/** The middle, the least and the most of the multiples. */
function spread(costs: OptionCosts, option: string): string {
  const series = seriesOf(costs, option);
  const why = failureOf(series);
  if (why !== undefined) return why;
  const all = figures(series, ({ times }) => times);
  return `${exact(median(all))} (${exact(Math.min(...all))} to ${exact(Math.max(...all))})`;
}

function seriesOf({ starts }: OptionCosts, name: string): Series<OptionCost> {
  return {
    peer: name,
    rounds: starts.map((start) => {
      if (start.kind === 'failed') return start;
      const value = start.value.find(({ option }) => option === name);
      return value === undefined ? { kind: 'failed', why: 'not measured' } : { kind: 'measured', value };
    }),
  };
}

/** A multiple of which the third digit behind the point matters. */
function exact(multiple: number): string {
  return multiple.toFixed(3);
}
