import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { hallsChart, peersChart } from '../../bench/report/charts.ts';
import { add } from '../../bench/report/add.ts';
import { digest, page } from '../../bench/report/markdown.ts';
import type { Report } from '../../bench/report/report.ts';
import { prepareFolder, readReport, replaceBetweenMarkers, writeReport } from '../../bench/report/write.ts';
import type { Costs } from '../../bench/sections/costs.ts';
import { OPTIONS } from '../../bench/sections/options.ts';
import { hallOf, ROOM, WEB_WORKLOADS, WORKLOADS } from '../../bench/workloads.ts';

function measured(nanoseconds: number): Costs['peers'][number]['rounds'][number] {
  return { kind: 'measured', value: { nanoseconds, perSecond: 2_000_000, peakBytes: 64 * 1024 * 1024 } };
}

function costs(workload: Costs['workload']): Costs {
  return {
    workload,
    peers: [
      { peer: 'talk-server', rounds: [measured(200), measured(9000), measured(210)] },
      { peer: 'plain-node', rounds: [measured(400), measured(18_000), measured(420)] },
      { peer: 'floor', rounds: [measured(100), measured(4500), measured(105)] },
      { peer: 'ncat', rounds: [measured(300), { kind: 'failed', why: 'lost messages' }] },
      { peer: 'select', rounds: [{ kind: 'failed', why: 'too many clients' }] },
    ],
  };
}

const report: Report = {
  date: '2026-01-02T03:04:05.678Z',
  command: 'npm run bench',
  machine: { cpu: 'Abacus', cores: 2, memory: 2 ** 34, system: 'Linux 6', node: '20.19.0' },
  peers: [
    { name: 'talk-server', about: 'this build', version: '1.2.3' },
    { name: 'mosquitto', about: 'a broker', missing: 'not installed: mosquitto' },
  ],
  workloads: WORKLOADS.map(costs),
  halls: [10, 100, 1000].map((clients) => costs(hallOf(clients, 1000, 200))),
  delays: [
    {
      peer: 'talk-server',
      room: 'idle',
      clients: 100,
      probes: 1000,
      outcome: { kind: 'measured', value: { p50: 0.25, p99: 1.5, p999: 3 } },
    },
  ],
  arrivals: {
    clients: 8000,
    peers: [
      {
        peer: 'talk-server',
        rounds: [
          {
            kind: 'measured',
            value: { bytesPerConnection: 10_240, everybody: 900, longest: 450, refused: 1 },
          },
        ],
      },
    ],
  },
  operators: [{ operator: 'parseMessages', nanoseconds: 80 }],
};

const web: Report['web'] = {
  ways: WEB_WORKLOADS.map((workload) => ({
    workload,
    peers: [
      { peer: 'all by TCP', rounds: [measured(100), measured(500), measured(110)] },
      { peer: 'all browsers', rounds: [measured(130), measured(600), measured(154)] },
      { peer: 'all by WebSocket', rounds: [{ kind: 'failed', why: 'cut or joined messages' }] },
    ],
  })),
  options: {
    workload: ROOM,
    turns: 30,
    starts: [1.01, 1.02, 0.99].map((times) => ({
      kind: 'measured',
      value: OPTIONS.map(({ name }, index) => ({
        option: name,
        nanoseconds: 117,
        times: index === 0 ? 1 : times * index,
      })),
    })),
  },
};

describe('the page', () => {
  const text = page(report);

  test.each([
    [
      'where the figures come from',
      '2026-01-02 with Node.js 20.19.0 by `npm run bench` (Abacus, 2 cores, 16 GiB',
    ],
    ['who took part', '| talk-server | 1.2.3 | this build |'],
    ['who did not', '| mosquitto | not installed: mosquitto | a broker |'],
    ['medians, and ratios to plain Node', '| talk-server | 210 ns (0.50×) |'],
    ['ratios to the floor', '| talk-server | 210 ns (2.0×) |'],
    ['who failed at times', '| ncat | lost messages in 1 of 2 rounds |'],
    ['who cannot', '| select | too many clients |'],
    ['delays', '| idle, talk-server | 0.250 ms | 1.50 ms | 3.00 ms |'],
    ['memory', '| talk-server | 10.0 KiB | 900 ms | 450 ms | 1 |'],
    ['operators', '| parseMessages | 80.0 |'],
  ])('tells %s', (_, line) => expect(text).toContain(line));

  test('is without the sections that were left out', () => {
    const { date, command, machine, peers } = report;
    expect(page({ date, command, machine, peers })).not.toContain('\n## ');
  });
});

describe('the part about the web', () => {
  const text = page({ ...report, web });

  test.each([
    ['who talks to whom', '| all talk | 400 | 400 | 50 | 64 | 400 |'],
    ['medians, and ratios to TCP within each round', '| all browsers | 154 ns (1.3×) | 154 ns (1.3×) |'],
    ['ways that fail', '| all by WebSocket | cut or joined messages | cut or joined messages |'],
    ['the noise', '| none, once more | 117 ns | 1.010 | 0.990 | 1.020 |'],
    ['what the metrics cost', '| `--metrics 0` | 117 ns | 3.030 | 2.970 | 3.060 |'],
  ])('tells %s', (_, line) => expect(text).toContain(line));

  test('is in the digest too, in short', () => {
    const short = digest({ ...report, web }, 'docs');
    expect(short).toContain('| all browsers | 154 ns (1.3×) | 154 ns (1.3×) |');
    expect(short).toContain('costs 3.030 (2.970 to 3.060) times as much');
    expect(short).toContain('which is the noise, 1.010 (0.990 to 1.020).');
  });
});

describe('a section that is measured by itself', () => {
  const origin = {
    date: '2027-03-04T00:00:00.000Z',
    command: 'npm run bench -- --only web --add',
    machine: report.machine,
  };
  const operators = [{ operator: 'parseMessages', nanoseconds: 70 }];
  const added = add(
    add(report, { web }, origin),
    { operators },
    { ...origin, date: '2027-05-06T00:00:00.000Z' },
  );

  test('is put beside the others, in place of what it was', () => {
    expect(added).toMatchObject({ ...report, web, operators });
  });

  test('has a date of its own, which the others keep', () => {
    const text = page(added);
    expect(text.match(/Measured on \S+/g)).toEqual([
      'Measured on 2026-01-02',
      'Measured on 2027-05-06',
      'Measured on 2027-03-04',
    ]);
    expect(text.indexOf('| parseMessages | 70.0 |')).toBeLessThan(text.indexOf('2027-05-06'));
  });
});

test('the digest has the table, both pictures and their origin', () => {
  const text = digest(report, 'docs');
  expect(text).toContain('|  | lone | room | hall | flood | page |');
  expect(text.match(/!\[[^\]]+\]\(docs\/[a-z-]+\.svg\)/g)).toHaveLength(2);
  expect(text).toContain('Node.js 20.19.0');
});

describe('the pictures', () => {
  test.each([
    ['peers', peersChart(WORKLOADS.map(costs))],
    ['halls', hallsChart(report.halls ?? [])],
  ])('%s: well-formed, opaque, with everybody who was measured', (_, svg) => {
    expect(nameOfUnbalanced(svg)).toBeUndefined();
    expect(svg).toMatch(/^<svg width="800"/);
    expect(svg).toContain('fill="#ffffff"');
    expect(svg).toContain('talk-server');
    expect(svg).not.toMatch(/NaN|undefined/);
  });
});

/** The first tag that is not closed where it has to be: enough of XML for what a chart consists of. */
function nameOfUnbalanced(svg: string): string | undefined {
  const open: string[] = [];
  for (const [, slash, name = '', isClosed] of svg.matchAll(/<(\/?)([a-zA-Z]+)(?:"[^"]*"|[^">])*?(\/?)>/g)) {
    if (slash === '/' && open.pop() !== name) return name;
    if (slash === '' && isClosed === '') open.push(name);
  }
  return open.at(-1);
}

describe('what is written', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'talk-report-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('the JSON file is the report', () => {
    const docs = join(folder, 'new', 'docs');
    prepareFolder(docs);
    prepareFolder(docs); // it may be there
    writeReport(report, docs);
    expect(JSON.parse(readFileSync(join(docs, 'benchmark.json'), 'utf8'))).toEqual(report);
    expect(readReport(docs)).toEqual(report);
    expect(readFileSync(join(docs, 'benchmark.md'), 'utf8')).toBe(page(report));
    expect(readFileSync(join(docs, 'peers.svg'), 'utf8')).toMatch(/^<svg/);
    expect(readFileSync(join(docs, 'cost-by-clients.svg'), 'utf8')).toMatch(/^<svg/);
  });

  test('a folder without figures has no report', () => {
    expect(() => readReport(folder)).toThrow(
      /^cannot add to .+: measure everything first, or leave --add out/,
    );
  });

  test('only what stands between the markers is replaced', () => {
    const file = join(folder, 'README.md');
    writeFileSync(file, 'a\n<!-- benchmark -->\nold\n<!-- /benchmark -->\nb\n');
    expect(replaceBetweenMarkers(file, 'new')).toBe(true);
    expect(replaceBetweenMarkers(file, 'newer')).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('a\n<!-- benchmark -->\n\nnewer\n\n<!-- /benchmark -->\nb\n');
  });

  test('a file without markers is left alone', () => {
    const file = join(folder, 'README.md');
    writeFileSync(file, 'a\n');
    expect(replaceBetweenMarkers(file, 'new')).toBe(false);
    expect(readFileSync(file, 'utf8')).toBe('a\n');
  });
});
