import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Findings } from '../../../bench/scale/findings.ts';
import { page } from '../../../bench/scale/page.ts';
import { PROJECT } from '../../support/bin.ts';

const FIGURES = JSON.parse(readFileSync(`${PROJECT}/docs/scale.json`, 'utf8')) as Findings; // as scale.ts writes it

test('docs/scale.md is what the program makes of its figures', () => {
  expect(readFileSync(`${PROJECT}/docs/scale.md`, 'utf8')).toBe(page(FIGURES));
});

test('a room that could not be made is told of', () => {
  const tooLarge = { wanted: 3000, nodes: 777, seconds: 99.4 };
  const told = page({ ...FIGURES, rooms: { ...FIGURES.rooms, tooLarge } });
  expect(told).toContain(
    'A room of 3,000 nodes could not be made on this machine: 777 were there after 99 s',
  );
  const whole = page({ ...FIGURES, rooms: { ...FIGURES.rooms, tooLarge: undefined } });
  expect(whole).not.toContain('could not be made');
});

test('every table has a figure in every cell', () => {
  const cells = page(FIGURES)
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .flatMap((line) => line.slice(2, -2).split(' | '));
  expect(cells.filter((cell) => /NaN|undefined|Infinity|–|^$/.test(cell))).toEqual([]);
});
