import { expect, test } from '@jest/globals';
import type { Fault, Outcome } from '../../../bench/battery/fault.ts';
import { page, resultTable } from '../../../bench/battery/page.ts';

const fault: Fault = {
  name: 'flood',
  title: 'water | mud',
  wanted: 'dry feet',
  isQuick: true,
  run: () => Promise.reject(new Error('nobody runs it here')),
};

test.each<[what: string, outcome: Omit<Outcome, 'measured'>, verdict: string]>([
  ['nothing is wrong', { problems: [], missedFigures: [] }, 'yes'],
  ['something went wrong', { problems: ['wet'], missedFigures: [] }, '**no**: wet'],
  ['a figure is missed', { problems: [], missedFigures: ['21 ms'] }, '**no**: 21 ms'],
  ['both', { problems: ['wet', 'cold'], missedFigures: ['21 ms'] }, '**no**: wet; cold; 21 ms'],
])('the table tells whether a fault holds: %s', (_, outcome, verdict) => {
  const rows = resultTable([{ fault, outcome: { ...outcome, measured: '20 mm' } }]).split('\n');
  expect(rows.at(-1)).toBe(`| **flood**: water \\| mud | dry feet | 20 mm | ${verdict} |`);
});

test('the page has a table of its own for one room over many machines', () => {
  const machine = { cpu: 'AMD', cores: 2, memory: 2 ** 34, system: 'Linux', node: '20.20.2' };
  const clusterFault: Fault = { ...fault, name: 'cluster-flood' };
  const outcome: Outcome = { measured: '20 mm', problems: [], missedFigures: [] };
  const [one = '', many = ''] = page({
    date: '2026-11-26T00:00:00.000Z',
    command: 'npm run battery',
    machine,
    results: [{ fault, outcome }],
    clusterResults: [{ fault: clusterFault, outcome }],
  }).split('\n## One room over many machines\n');
  expect(one).toMatch(/^\| \*\*flood\*\*: .* \| yes \|$/m);
  expect(one).not.toContain('cluster-flood');
  expect(many).toMatch(/^\| fault \| wanted \| measured \| ok \|$/m);
  expect(many).toMatch(/^\| \*\*cluster-flood\*\*: .* \| yes \|$/m);
});
