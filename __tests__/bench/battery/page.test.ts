import { expect, test } from '@jest/globals';
import type { Fault, Outcome } from '../../../bench/battery/fault.ts';
import { resultTable } from '../../../bench/battery/page.ts';

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
