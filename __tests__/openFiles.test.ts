import { expect, test } from '@jest/globals';
import { clientsForOpenFiles, visitorsForOpenFiles } from '../src/openFiles.ts';
import { shell } from './support/bin.ts';

test('as many clients as open files, less 64', async () => {
  const program = shell(`ulimit -n; : `);
  const { stdout } = await program.ends();
  const limit = Number(stdout);
  expect(clientsForOpenFiles()).toBe(Number.isNaN(limit) ? 1_048_576 : Math.min(limit - 64, 1_048_576));
});

test('those who are no clients have files that clients then have not, but no more than half of them', () => {
  const all = clientsForOpenFiles();
  expect(visitorsForOpenFiles(10)).toBe(10);
  expect(visitorsForOpenFiles(all)).toBe(Math.floor(all / 2));
  expect(clientsForOpenFiles(10)).toBeLessThanOrEqual(all);
  expect(clientsForOpenFiles(2 * 1_048_576 ** 2)).toBe(1);
});
