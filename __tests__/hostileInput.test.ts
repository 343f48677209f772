import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { TalkServerOptions } from '../src/options.ts';
import { RunningServer } from './support/runningServer.ts';
import { TcpClient } from './support/tcpClient.ts';

/** What clients send that no author of a client ever meant, to the real server through real sockets. */

const servers: RunningServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function room(
  clients: number,
  options: TalkServerOptions = {},
): Promise<{ server: RunningServer; clients: [TcpClient, TcpClient, TcpClient] }> {
  const server = await RunningServer.start({ host: '127.0.0.1', ...options });
  servers.push(server);
  return { server, clients: (await server.joinMany(clients)) as [TcpClient, TcpClient, TcpClient] };
}

const KIB = 1024;
const repeat = (text: string, times: number): string => text.repeat(times);

/** Milliseconds that half a line is waited for, however slow the machine is. */
const PATIENT = { maxHold: 60_000 };

/** The first bytes of a TLS 1.2 client. */
const TLS_HELLO = Buffer.from('16030100a5010000a10303', 'hex');

describe('is passed on, byte for byte, and hurts nobody', () => {
  test.each<[string, string | Buffer]>([
    ['NUL', 'a\0b\0\0\n'],
    ['CRLF', 'one\r\ntwo\r\n'],
    ['a lone CR', 'one\rtwo\r'],
    ['a BOM in front of a name', '\ufeffalice says: hello\n'],
    ['bytes that are never UTF-8', Buffer.from([0xff, 0xfe, 0xc0, 0x80, 0x0a])],
    ['overlong UTF-8', Buffer.from([0xc0, 0xaf, 0xe0, 0x80, 0xaf, 0xf0, 0x80, 0x80, 0xaf, 0x0a])],
    ['surrogates as UTF-8', Buffer.from([0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80, 0x0a])],
    ['half a character', Buffer.from([0x61, 0xe2, 0x82])],
    ['empty lines', '\n\n\r\n\n'],
    ['an HTTP request', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a TLS hello', TLS_HELLO],
    ['64 KiB of spaces', `${repeat(' ', 64 * KIB)}\n`],
    ['64 KiB of spaces behind a name', `alice says:${repeat(' ', 64 * KIB)}\n`],
    ['64 KiB of colons', `${repeat(':', 64 * KIB)}\n`],
    ['64 KiB of ` says`', `${repeat(' says', 13 * KIB)}\n`],
    ['a name of 10,000 characters', `${repeat('x', 10_000)} says: hello\n`],
    ['a pile of combining marks', `z${repeat('\u0301', 5000)} says: hello\n`],
    ['terminal escapes', '\u001b]0;title\u0007\u001b[2J\u009b31m\u202e\u2028\n'],
    ['what looks like an answer', '7 clients connected.\nroot connected from 192.0.2.1, 1.\n'],
    ['almost a request', '/who: x\nwhat is /who: for\n/WHO:\n//who:\n'],
  ])('%s', async (_, input) => {
    const { server, clients } = await room(3);
    const [alice, ...others] = clients;
    const bytes = Buffer.from(input as string);
    alice.say(bytes);
    for (const other of others) await other.gets(bytes);
    others[0].say('end');
    await alice.gets('end');
    expect(server.events.filter(({ type }) => type === 'left')).toEqual([]);
  });

  test('one byte at a time', async () => {
    const { clients } = await room(2);
    const [alice, bob] = clients;
    alice.say('x\n');
    await bob.gets('x\n');
    const line = 'alice says: 🎉 one at a time\n';
    for (const byte of Buffer.from(line)) {
      alice.say(Buffer.of(byte));
      await new Promise(setImmediate);
    }
    await bob.gets(line);
  });

  test('10 MB without a newline, from one who speaks in lines', async () => {
    const { clients } = await room(2);
    const [alice, bob] = clients;
    alice.say('a line\n');
    await bob.gets('a line\n');
    const long = randomBytes(10_000_000).map((byte) => (byte === 10 ? 11 : byte));
    alice.say(long);
    expect((await bob.take(long.length)).equals(long)).toBe(true);
  });

  test('random bytes: the same SHA-256 at every receiver', async () => {
    const { clients } = await room(3);
    const [alice, ...others] = clients;
    const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    const random = randomBytes(3_000_000);
    alice.say(random);
    for (const other of others) expect(sha(await other.take(random.length))).toBe(sha(random));
  });

  test('data and the end in one segment', async () => {
    const { server, clients } = await room(2);
    const [alice, bob] = clients;
    alice.socket.end('alice says: last words');
    await bob.gets('alice says: last words');
    expect((await server.event('left')).reason).toBe('closed');
  });

  test('a reset in the middle of a broadcast: the others get all of it', async () => {
    const { server, clients } = await room(3);
    const [alice, bob, carol] = clients;
    const bytes = randomBytes(2_000_000);
    alice.say(bytes);
    await carol.take(1000);
    bob.socket.resetAndDestroy();
    const rest = await carol.take(bytes.length - 1000);
    expect(rest.equals(bytes.subarray(1000))).toBe(true);
    expect((await server.event('left')).reason).toBe('reset');
  });
});

describe('a name', () => {
  test.each([
    ['__proto__ says: x\n', '__proto__'],
    ['<unknown> says: x\n', 'unknown'],
    ['constructor says: x\n', 'constructor'],
    ['\ufeffalice says: x\n', 'alice'],
    ['x connected from 192.0.2.1, 7. says: x\n', 'x connected from 192.0.2.1, 7.'],
    ['a\u202eb\u2028c\u200dd says: x\n', 'a\\u202eb\\u2028c\\u200dd'],
    ['a\u009bb says: x\n', '<unknown>'],
    ['a\u001bb says: x\n', '<unknown>'],
    ['   \t says: x\n', '<unknown>'],
    [' says: x\n', '<unknown>'],
    [`${repeat('x', 64)} says: x\n`, repeat('x', 64)],
    [`${repeat('x', 65)} says: x\n`, '<unknown>'],
    ['a line\nalice says: x\n', 'alice'],
  ])('%j is shown as %s, in one row', async (words, shown) => {
    const { clients } = await room(2);
    const [alice, bob] = clients;
    alice.say(words);
    await bob.gets(words);
    bob.say('/who:');
    await bob.gets(
      `2 clients connected.\n${shown} connected from ${alice.address}.\n<unknown> connected from ${bob.address}.\n`,
    );
  });

  test('in several segments is one', async () => {
    const { server, clients } = await room(2, PATIENT);
    const [alice, bob] = clients;
    alice.say('x\n');
    await bob.gets('x\n');
    for (const part of ['al', 'ice sa', 'ys: he', 'llo\n']) {
      alice.say(part);
      await new Promise(setImmediate);
    }
    await bob.gets('alice says: hello\n');
    expect((await server.event('named')).name).toBe('alice');
  });
});

describe('/who:', () => {
  const alone = (client: TcpClient) => `1 clients connected.\n<unknown> connected from ${client.address}.\n`;

  test('before any message', async () => {
    const { clients } = await room(1);
    const [alice] = clients;
    alice.say('/who:');
    await alice.gets(alone(alice));
  });

  test('in several segments, and glued to other lines', async () => {
    const { clients } = await room(2, PATIENT);
    const [alice, bob] = clients;
    alice.say('x\n/w');
    await bob.gets('x\n');
    alice.say('ho:\nafter\n');
    await alice.take('2 clients connected.\n'.length);
    await bob.gets('after\n');
  });

  test('from one who does not read counts against its backlog, and cuts it', async () => {
    const server = await RunningServer.start({ maxBacklog: 200_000, whoBurst: 1_000_000, host: '127.0.0.1' });
    servers.push(server);
    const [alice] = (await server.joinMany(100)) as [TcpClient];
    alice.socket.pause();
    const ask = (): void => {
      if (alice.socket.writable) alice.socket.write(repeat('/who:\n', 1000), () => setImmediate(ask));
    };
    alice.socket.on('error', () => undefined);
    ask();
    const { reason, port } = await server.event('left');
    expect([reason, typeof port]).toEqual(['slow', 'number']);
    expect(server.events.filter(({ type }) => type === 'left')).toHaveLength(1);
  });

  test('while many leave, is a list that is true of one moment', async () => {
    const { server, clients } = await room(60);
    const [alice, ...others] = clients;
    for (const [index, other] of others.entries()) if (index % 2 === 0) other.leave();
    alice.say('/who:');
    const [, count = ''] =
      /^(\d+) /.exec((await alice.take('60 clients connected.\n'.length)).toString()) ?? [];
    for (let row = 0; row < Number(count); row++) {
      let line = '';
      while (!line.endsWith('\n')) line += (await alice.take(1)).toString();
      expect(line).toMatch(/^<unknown> connected from 127\.0\.0\.1, \d+\.\n$/);
    }
    expect(alice.received).toEqual(Buffer.alloc(0));
    expect(server.events.some(({ type }) => type === 'askedWho')).toBe(true);
  });
});

test('who connects and never says anything gets everything, and who ends its side gets what is for it', async () => {
  const { clients } = await room(3);
  const [alice, silent, half] = clients;
  half.socket.end();
  alice.say('hello');
  await silent.gets('hello');
  await half.ended();
  if (!half.socket.closed) await once(half.socket, 'close');
});
