import { expect, test } from '@jest/globals';
import { clientsForOpenFiles } from '../src/openFiles.ts';
import { shell } from './support/bin.ts';

test('as many clients as open files, less 64', async () => {
  const program = shell(`ulimit -n; : `);
  const { stdout } = await program.ends();
  const limit = Number(stdout);
  expect(clientsForOpenFiles()).toBe(Number.isNaN(limit) ? 1_048_576 : Math.min(limit - 64, 1_048_576));
});
