import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Counts } from '../src/operations/counts.ts';
import { metricsOf } from '../src/operations/metrics.ts';
import { processMetrics } from '../src/operations/processMetrics.ts';
import { endPrograms, Program, PROJECT } from './support/bin.ts';
import { newFolder, removeFolders } from './support/folders.ts';
import { toolsHere } from './support/tools.ts';

/** What docs/operations.md, the dashboard and the alert rules say of metrics is what a server has. */

const DOCS = join(PROJECT, 'docs');
const [GUIDE, DASHBOARD, ALERTS] = [
  'operations.md',
  'grafana/talk-server.json',
  'prometheus/alerts.yaml',
].map((file) => readFileSync(join(DOCS, file), 'utf8')) as [string, string, string];

const tools = toolsHere('promtool');
const withPromtool = tools.includes('promtool') ? describe : describe.skip;

interface Metric {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
}

let text = '';
let metrics: readonly Metric[] = [];
beforeAll(async () => {
  const own = metricsOf(new Counts(), () => ({ total: 0, largest: 0 })).registry;
  const registries = [own, processMetrics()];
  text = (await Promise.all(registries.map(async (registry) => await registry.metrics()))).join('');
  metrics = registries
    .flatMap((registry) => registry.getMetricsAsArray())
    .map((metric) => {
      const [, type = ''] = new RegExp(`^# TYPE ${metric.name} (\\w+)$`, 'm').exec(text) ?? [];
      // prom-client keeps them there, and declares them nowhere.
      const { name, labelNames } = metric as unknown as { name: string; labelNames: string[] };
      return { name, type, labels: labelNames };
    });
});
afterEach(endPrograms);
afterAll(removeFolders);

/** The metrics that a text names: whatever looks like one, without what a histogram adds to its name. */
function namesIn(expressions: string): readonly string[] {
  const names = expressions.match(/\b(?:talk|nodejs|process)_[a-z0-9_]+/g) ?? [];
  return [...new Set(names.map((name) => name.replace(/_(bucket|sum|count)$/, '')))];
}

test('the guide has a row for each metric, with its type and labels, and for no other', () => {
  const rows = GUIDE.split('\n')
    .filter((line) => /^\| `(talk|nodejs|process)_/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const documented = rows.map(([, name = '', type = '']): Metric => {
    const [first = '', ...labels] = type.split(', ');
    return {
      name: name.replaceAll('`', ''),
      type: first,
      labels: labels.map((each) => each.replaceAll('`', '')),
    };
  });
  expect(documented).toEqual(metrics);
  for (const [, , , unit, meaning] of rows) expect([unit, meaning]).not.toContain('');
});

test('the guide tells of each alert, and of no other', () => {
  const alerts = [...ALERTS.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
  const told = [...GUIDE.matchAll(/^\| `(Talk\w+)`/gm)].map(([, name]) => name);
  expect(told).toEqual(alerts);
  expect(alerts.length).toBeGreaterThan(0);
});

test('what the alert rules ask for is there', () => {
  const names = namesIn(ALERTS);
  expect(names.length).toBeGreaterThan(0);
  expect(metrics.map(({ name }) => name)).toEqual(expect.arrayContaining([...names]));
});

describe('the dashboard', () => {
  interface Panel {
    readonly id: number;
    readonly type: string;
    readonly title: string;
    readonly description?: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly datasource?: { readonly uid: string };
    readonly fieldConfig?: { readonly defaults: { readonly unit: string } };
    readonly targets?: readonly { readonly expr: string; readonly refId: string }[];
  }
  const dashboard = JSON.parse(DASHBOARD) as {
    readonly schemaVersion: number;
    readonly panels: readonly Panel[];
    readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] };
  }; // as Grafana exports one; the tests below look at what matters
  const charts = dashboard.panels.filter(({ type }) => type !== 'row');
  const expressions = charts.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

  test('asks for what is there, and shows every metric of a server', () => {
    const names = namesIn(expressions.join('\n'));
    const all = metrics.map(({ name }) => name);
    expect(all).toEqual(expect.arrayContaining([...names]));
    expect(names).toEqual(expect.arrayContaining(all.filter((name) => name.startsWith('talk_'))));
  });

  test('has panels that are told apart, explained, and do not lie on each other', () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    for (const panel of charts) {
      expect(panel).toMatchObject({ title: /./, description: /./, datasource: { uid: '${datasource}' } });
      expect(panel.fieldConfig?.defaults.unit).toMatch(/^\w+$/);
      expect(panel.gridPos.x + panel.gridPos.w).toBeLessThanOrEqual(24);
    }
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });

  test('asks each for the servers that were chosen, and uses no variable that it does not have', () => {
    const variables = dashboard.templating.list.map(({ name }) => name);
    expect(variables).toEqual(['datasource', 'job', 'instance']);
    for (const expression of expressions) {
      expect(expression).toContain('{job="$job", instance=~"$instance"');
      const used = [...expression.matchAll(/\$(\w+)/g)].map(([, name]) => name);
      expect([...variables, '__rate_interval']).toEqual(expect.arrayContaining(used));
    }
  });

  withPromtool('in Prometheus', () => {
    test('every expression is one', async () => {
      const rules = expressions.map((expression, index) => ({
        record: `panel:${index}`,
        expr: expression.replaceAll('$__rate_interval', '1m'),
      }));
      const file = join(newFolder(), 'panels.yaml');
      writeFileSync(file, JSON.stringify({ groups: [{ name: 'panels', rules }] })); // which is YAML as well
      const program = new Program('promtool', ['check', 'rules', file]);
      const { code, stderr } = await program.ends();
      expect(stderr).toBe('');
      expect(code).toBe(0);
    });
  });
});

withPromtool('promtool', () => {
  async function promtool(...args: string[]): Promise<Program> {
    const program = new Program('promtool', args, { cwd: join(DOCS, 'prometheus') });
    await program.ends();
    return program;
  }

  test.each([
    ['the configuration', ['check', 'config', 'prometheus.yaml'], /8 rules found/],
    ['the alert rules', ['check', 'rules', '--lint-fatal', 'alerts.yaml'], /8 rules found/],
    ['that each fires for what it is about', ['test', 'rules', 'alerts.test.yaml'], /SUCCESS/],
  ])('checks %s', async (_, args, said) => {
    const program = await promtool(...args);
    expect(program.stderr).toBe('');
    expect(program.stdout).toMatch(said);
    expect(program.process.exitCode).toBe(0);
  });

  test('tests every alert', () => {
    const tested = readFileSync(join(DOCS, 'prometheus', 'alerts.test.yaml'), 'utf8');
    for (const [, name = ''] of ALERTS.matchAll(/- alert: (\w+)/g)) {
      expect(tested).toMatch(new RegExp(`alertname: ${name}\\n +exp_alerts:`));
    }
  });

  test('finds nothing against the metrics', async () => {
    const program = new Program('promtool', ['check', 'metrics']);
    program.process.stdin?.end(text);
    expect(await program.ends()).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});
