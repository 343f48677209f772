import { describe, expect, test } from '@jest/globals';
import { NEVER } from 'rxjs';
import { hostAddress, networks, socketPath, tcpSettings } from '../../src/connections/settings.ts';
import { OptionError } from '../../src/errors.ts';
import { clientsForOpenFiles } from '../../src/openFiles.ts';

test('the defaults', () => {
  const { deny, ...others } = tcpSettings({});
  expect([deny.has('192.0.2.7'), deny.has('::1')]).toEqual([false, false]);
  expect(others).toEqual({
    places: [{ kind: 'port', port: 12_345, host: undefined }],
    socketMode: 0o660,
    maxClients: clientsForOpenFiles(),
    maxClientsPerIp: 0,
    allow: undefined,
    maxBacklog: 8_388_608,
    slowBacklog: 1_048_576,
    slowAfter: 10_000,
    maxTotalBacklog: 268_435_456,
    maxPause: 50,
    idleTimeout: 0,
    tls: undefined,
    tlsHandshake: 5000,
    reload$: NEVER,
    drainTimeout: 1000,
  });
});

test('undefined is as good as left out', () => {
  expect(tcpSettings({ port: undefined, host: undefined, allow: undefined })).toEqual(tcpSettings({}));
});

describe('places', () => {
  const port = { kind: 'port', port: 12_345, host: undefined };
  const path = { kind: 'path', path: '/run/talk.sock' };
  const socket = '/run/talk.sock';
  test.each([
    [{ port: 4000, host: '[::1]' }, [{ kind: 'port', port: 4000, host: '::1' }]],
    [{ socket }, [path]],
    [{ socket, port: 12_345 }, [port, path]],
    [{ socket, host: '::1' }, [{ ...port, host: '::1' }, path]],
    [
      { fds: [3, 4], socket, port: 1 },
      [
        { kind: 'fd', fd: 3 },
        { kind: 'fd', fd: 4 },
      ],
    ],
  ])('%j', (options, places) => {
    expect(tcpSettings(options).places).toEqual(places);
  });

  test('fds cannot be empty', () => {
    const message = 'fds must not be empty: leave it out to open a port';
    expect(() => tcpSettings({ fds: [] })).toThrow(new OptionError(message));
  });

  test.each(['', 'a\0b', 'x'.repeat(108), 'é'.repeat(54)])('socket cannot be %j', (wrong) => {
    expect(() => socketPath(wrong)).toThrow(/^socket must be a path of 1 to 107 bytes, not /);
  });
});

const fds = 'descriptors of open sockets: give an array such as [3]';
const someNetworks = 'addresses and networks: give an array such as ["192.0.2.0/24", "::1"]';
test.each<[string, unknown, string]>([
  ['host', 5, 'a string, not 5'],
  ['host', null, 'a string, not null'],
  ['socket', 7, 'a string, not 7'],
  ['fds', 3, `${fds}, not 3`],
  ['fds', 'x', `${fds}, not "x"`],
  ['fds', [3, -1], `${fds}, not -1`],
  ['fds', [1.5], `${fds}, not 1.5`],
  ['fds', ['3'], `${fds}, not "3"`],
  ['allow', '10.0.0.0/8', `${someNetworks}, not "10.0.0.0/8"`],
  ['allow', ['::1', 7], `${someNetworks}, not 7`],
  ['deny', '10.0.0.0/8', `${someNetworks}, not "10.0.0.0/8"`],
  ['deny', [undefined], `${someNetworks}, not undefined`],
  ['deny', new Set(['::1']), `${someNetworks}, not an object`],
  ['tlsCert', 5, 'a string, not 5'],
  ['tlsKey', Buffer.from('key'), 'a string, not an object'],
  ['tlsCa', ['a.pem'], 'a string, not an array'],
  ['reload$', 'x', 'an Observable of rxjs, not "x"'],
  ['reload$', { subscribe: 1 }, 'an Observable of rxjs, not an object'],
])('%s cannot be %p', (name, value, message) => {
  expect(() => tcpSettings({ [name]: value })).toThrow(new OptionError(`${name} must be ${message}`));
});

describe('networks', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7', '192.0.2.8'],
    ['192.0.2.0/24', '192.0.2.255', '192.0.3.0'],
    ['128.0.0.0/1', '255.255.255.255', '127.0.0.1'],
    ['::1', '::1', '::2'],
    ['2001:db8::/32', '2001:db8:ffff::1', '2001:db9::'],
    ['::/0', '2001:db8::1', '192.0.2.7'],
    ['0.0.0.0/0', '192.0.2.7', '::1'],
    ['::ffff:192.0.2.0/120', '192.0.2.7', '::1'],
  ])('%s', (entry, inside, outside) => {
    const list = networks('allow', [entry]);
    expect([list.has(inside), list.has(outside)]).toEqual([true, false]);
  });

  test.each([
    '',
    'localhost',
    '192.0.2.0/33',
    '192.0.2',
    '::/129',
    '192.0.2.0/',
    '/8',
    '1.2.3.4/08x',
    'fe80::1%lo',
  ])('%j is none', (entry) => {
    const message = `deny takes addresses and networks such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32, not ${JSON.stringify(entry)}`;
    expect(() => networks('deny', [entry])).toThrow(new OptionError(message));
  });
});

test.each([{ tlsCert: 'a' }, { tlsKey: 'a' }, { tlsCa: 'a' }, { tlsCa: 'a', tlsKey: 'b' }])(
  'TLS is not to be had from %j',
  (options) => {
    expect(() => tcpSettings(options)).toThrow(
      new OptionError('TLS needs both a certificate and its key: give tlsCert and tlsKey'),
    );
  },
);

describe('host', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '::1'],
    ['[::1]', '::1'],
    ['localhost', 'localhost'],
  ])('%s is %s', (host, address) => {
    expect(hostAddress(host)).toBe(address);
  });

  test.each(['', '[]', ' ', 'a b', '127.0.0.1\n'])('%j is none', (host) => {
    expect(() => hostAddress(host)).toThrow(
      'host must be an address or a host name; leave it out to listen on all',
    );
  });
});
