import { expect, test } from '@jest/globals';
import { clientsCatchUp } from '../../src/nats/clientsCatchUp.ts';
import { Roster } from '../../src/roster.ts';
import { MemoryConnection } from '../support/memoryConnection.ts';

const MIB = 1024 * 1024;

/** How often its backlog was looked at, of a client that has these backlogs one after another, and then the last for ever. */
async function looks(...backlogs: number[]): Promise<number> {
  let count = 0;
  const client = Object.defineProperty(new MemoryConnection(), 'backlog', {
    get: () => backlogs[Math.min(count++, backlogs.length - 1)],
  });
  const roster = new Roster();
  roster.set(client, { id: client.id, name: 'x', address: 'x', port: 1 });
  await clientsCatchUp(roster);
  return count;
}

test('who keeps up is not waited for', async () => {
  expect(await looks(MIB)).toBe(1);
});

test('who lags is waited for until that is better', async () => {
  expect(await looks(MIB + 1, 2 * MIB, 0)).toBe(3);
});

test('who does not get better is waited for ten times', async () => {
  expect(await looks(2 * MIB)).toBe(10);
});
