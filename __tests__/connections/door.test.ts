import { describe, expect, test } from '@jest/globals';
import { Door } from '../../src/connections/door.ts';
import { tcpSettings } from '../../src/connections/settings.ts';
import { clientsForOpenFiles } from '../../src/openFiles.ts';
import type { TcpOptions } from '../../src/options.ts';

const doorOf = (options: TcpOptions) => new Door(tcpSettings(options));

function reasons(door: Door, ...addresses: (string | undefined)[]): (string | undefined)[] {
  return addresses.map((address) => door.enter(address)?.lost.reason);
}

test('lets in maxClients, tells the others, and lets in again when one has left', () => {
  const door = doorOf({ maxClients: 2 });
  expect(reasons(door, '192.0.2.1', '192.0.2.2')).toEqual([undefined, undefined]);
  const refusal = door.enter('192.0.2.3');
  expect(refusal).toMatchObject({
    words: 'Server full\n',
    lost: { reason: 'full', message: 'there are 2 clients already' },
  });
  door.leave('192.0.2.1');
  expect(reasons(door, '192.0.2.3', '192.0.2.4')).toEqual([undefined, 'full']);
});

test('lets in maxClientsPerIp from one address', () => {
  const door = doorOf({ maxClientsPerIp: 2 });
  expect(reasons(door, '::1', '::1', '::2')).toEqual([undefined, undefined, undefined]);
  expect(door.enter('::1')).toMatchObject({
    words: 'Too many connections from your address\n',
    lost: { reason: 'full', message: 'there are 2 clients from ::1 already' },
  });
  door.leave('::1');
  expect(reasons(door, '::1', '::1', '::2', '::2')).toEqual([undefined, 'full', undefined, 'full']);
});

describe('allow and deny', () => {
  test.each([
    [{ deny: ['192.0.2.0/24'] }, ['192.0.2.9', '192.0.3.1', '::1'], ['refused', undefined, undefined]],
    [
      { allow: ['192.0.2.0/24', '::1'] },
      ['192.0.2.9', '192.0.3.1', '::1', '::2'],
      [undefined, 'refused', undefined, 'refused'],
    ],
    [{ allow: ['192.0.2.0/24'], deny: ['192.0.2.9'] }, ['192.0.2.9', '192.0.2.8'], ['refused', undefined]],
    [{ allow: [] }, ['192.0.2.9'], ['refused']],
    [{ allow: ['fe80::/10'] }, ['fe80::1%eth0'], [undefined]],
  ])('%j', (options, addresses, expected) => {
    expect(reasons(doorOf(options), ...addresses)).toEqual(expected);
  });

  test('who is refused is told nothing', () => {
    expect(doorOf({ allow: [] }).enter('192.0.2.1')).toMatchObject({
      words: '',
      lost: { message: '192.0.2.1 is not allowed to connect' },
    });
  });

  test('a Unix-domain socket has no address that they could be about', () => {
    expect(
      reasons(doorOf({ allow: [], maxClientsPerIp: 1, maxClients: 2 }), undefined, undefined, undefined),
    ).toEqual([undefined, undefined, 'full']);
  });
});

test('leaves files for those who are no clients, and no more than that', () => {
  const few = doorOf({ maxClients: 2 });
  few.leaveRoomFor(10);
  expect(reasons(few, '::1', '::1', '::1')).toEqual([undefined, undefined, 'full']);
  const many = doorOf({});
  many.leaveRoomFor(clientsForOpenFiles() - 1);
  expect(reasons(many, '::1', '::1')).toEqual([undefined, 'full']);
});
