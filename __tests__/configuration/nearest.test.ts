import { expect, test } from '@jest/globals';
import { nearest } from '../../src/configuration/nearest.ts';

test.each([
  ['maxclients', 'maxClients'],
  ['max_clients', 'maxClients'],
  ['maxClientsPerIP', 'maxClientsPerIp'],
  ['prot', 'port'],
  ['hostt', 'host'],
  ['xyz', undefined],
  ['', undefined],
])('%j is meant to be %j', async (word, meant) => {
  expect(await nearest(word, ['port', 'host', 'maxClients', 'maxClientsPerIp'])).toBe(meant);
});

test('a smaller share of letters may be asked for', async () => {
  expect(await nearest('NAME', ['NODE'], 0.25)).toBeUndefined();
  expect(await nearest('NODES', ['NODE'], 0.25)).toBe('NODE');
});
