import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { isComplete, parseCommandLine } from '../../../bench/battery/commandLine.ts';
import { clusterFaults } from '../../../bench/battery/faults/cluster/index.ts';
import { faults } from '../../../bench/battery/faults/index.ts';
import { PROJECT } from '../../support/bin.ts';

const NAMES = [...faults(), ...clusterFaults].map(({ name }) => name);

test('no two faults have one name', () => {
  expect(new Set(NAMES).size).toBe(NAMES.length);
});

test.each(NAMES)('%s can be run alone, which is not all', (name) => {
  const commandLine = parseCommandLine(['--only', name]);
  expect(commandLine.only).toEqual([name]);
  expect(isComplete(commandLine)).toBe(false);
});

test("README's table names all of them, in their order", () => {
  const row = /^\| `--only NAME…` \| all \| only these: (`stalled-one`.*) \|$/m;
  const [, names = ''] = row.exec(readFileSync(`${PROJECT}/README.md`, 'utf8')) ?? [];
  expect(names.split(', ')).toEqual(NAMES.map((name) => `\`${name}\``));
});
