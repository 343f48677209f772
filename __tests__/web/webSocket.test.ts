import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Subject } from 'rxjs';
import { WebSocket } from 'ws';
import { ALONE, type Elsewhere, NOBODY_ELSE } from '../../src/backplane.ts';
import type { LeaveReason } from '../../src/events.ts';
import type { TalkServerOptions } from '../../src/options.ts';
import type { WebOptions } from '../../src/web/settings.ts';
import {
  BINARY,
  CLOSE,
  closing,
  GREETED,
  joinRaw,
  masked,
  PING,
  plain,
  PONG,
  TEXT,
  UPGRADED,
  upgradeRequest,
} from '../support/rawWebSocket.ts';
import { TcpClient } from '../support/tcpClient.ts';
import { WebServer } from '../support/webServer.ts';
import { WebSocketClient } from '../support/webSocketClient.ts';

/** Browsers, and what is none, in one room with clients over TCP: real sockets, exact bytes, and the reason of each leave. */

const FINAL = 0x80;
const MIB = 1024 * 1024;

const servers: WebServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function start(options: TalkServerOptions = {}, web: WebOptions = {}): Promise<WebServer> {
  const server = await WebServer.start(options, { httpPort: 0, ...web });
  servers.push(server);
  return server;
}

async function leftFor(server: WebServer, reason: LeaveReason): Promise<string> {
  const { error } = await server.tcp.event('left', (event) => event.reason === reason);
  return error instanceof Error ? error.message : '';
}

function leaves(server: WebServer): string[] {
  return server.tcp.events.filter((event) => event.type === 'left').map(({ reason }) => reason);
}

describe('one room', () => {
  test('bytes of TCP come as they are, each message in a frame of its own', async () => {
    const server = await start();
    const alice = await server.tcp.join();
    const bob = await server.join();
    alice.say(Buffer.from('alice says: \xff\xc3(\n\0\nalice says: h\xc3\xa4\r\n', 'latin1'));
    await bob.gets(Buffer.from('alice says: \xff\xc3(\n', 'latin1'));
    await bob.gets('\0\n');
    await bob.gets('alice says: hä\r\n');
    alice.say(Buffer.alloc(65536, 'y').fill('\n', 65535));
    await bob.gets(Buffer.alloc(65536, 'y').fill('\n', 65535));
    alice.say('no line end');
    await bob.gets('no line end');
  });

  test('bytes of a browser come as they are, and to other browsers too', async () => {
    const server = await start();
    const [alice, carol] = [await server.join(), await server.join()];
    const bob = await server.tcp.join();
    alice.say('alice says: hällo\n');
    await bob.gets('alice says: hällo\n');
    await carol.gets('alice says: hällo\n');
    alice.say(Buffer.of(0xff, 0, 0x0a));
    await bob.gets(Buffer.of(0xff, 0, 0x0a));
    await carol.gets(Buffer.of(0xff, 0, 0x0a));
    bob.say('bob says: yes\n');
    await alice.gets('bob says: yes\n'); // and nothing that it said itself before
  });

  test('who speaks while others do gets all but its own', async () => {
    const server = await start({ framing: 'line' });
    const clients = [await server.join(), await server.join(), await server.join()];
    const bob = await server.tcp.join();
    const said = (who: number, line: number) => `c${who} says: ${line}${'.'.repeat(line * 70)}\n`;
    const lines = [0, 1, 2, 3];
    for (const line of lines) clients.forEach((client, who) => client.say(said(who, line)));
    for (const [who, client] of clients.entries()) {
      const got: string[] = [];
      while (got.length < lines.length * 2) got.push((await client.next()).bytes.toString());
      const wanted = lines.flatMap((line) =>
        [0, 1, 2].filter((one) => one !== who).map((one) => said(one, line)),
      );
      expect(got.sort()).toEqual(wanted.sort());
    }
    const all = lines.flatMap((line) => clients.map((_, who) => said(who, line)));
    expect((await bob.take(all.join('').length)).length).toBe(all.join('').length);
  });

  test('/who: is answered in one frame, with addresses and ports of both', async () => {
    const server = await start();
    const alice = await server.tcp.join();
    const bob = await joinRaw(server.port);
    bob.say(masked(FINAL | TEXT, 'bob says: hi\n'));
    await alice.gets('bob says: hi\n');
    bob.say(masked(FINAL | TEXT, '/who:\n'));
    const answer = `2 clients connected.\n<unknown> connected from ${alice.address}.\nbob connected from ${bob.address}.\n`;
    await bob.gets(plain(BINARY, answer));
  });

  test('the history comes behind the greeting, message by message', async () => {
    const server = await start({ history: 2 });
    const alice = await server.tcp.join();
    const bob = await server.tcp.join();
    alice.say('1\n2\n3\n');
    await bob.gets('1\n2\n3\n');
    const carol = await server.join();
    await carol.gets('2\n');
    await carol.gets('3\n');
  });
});

describe('the frames of a client', () => {
  let server: WebServer;
  let bob: TcpClient;
  beforeAll(async () => {
    server = await WebServer.start({ framing: 'chunk' });
    bob = await server.tcp.join();
  });
  afterAll(() => server.close());

  test.each<[string, Buffer[], string]>([
    ['text', [masked(FINAL | TEXT, 'a')], 'a'],
    ['one of 2^16 bytes', [masked(FINAL | BINARY, Buffer.alloc(65536, 'x'))], 'x'.repeat(65536)],
    ['one of 126 bytes', [masked(FINAL | BINARY, Buffer.alloc(126, 'x'))], 'x'.repeat(126)],
    ['nothing, then something', [masked(FINAL | TEXT, ''), masked(FINAL | TEXT, 'b')], 'b'],
    ['fragments', [masked(TEXT, 'a'), masked(0, 'b'), masked(FINAL, 'c')], 'abc'],
    ['a character in two fragments', [masked(TEXT, Buffer.of(0xc3)), masked(FINAL, Buffer.of(0xa4))], 'ä'],
    ['a pong that nobody asked for', [masked(FINAL | PONG, 'x'), masked(FINAL | TEXT, 'c')], 'c'],
    [
      'a thousand fragments',
      [masked(TEXT, ''), ...Array.from({ length: 1000 }, () => masked(0, 'z')), masked(FINAL, '')],
      'z'.repeat(1000),
    ],
  ])('%s', async (_, frames, expected) => {
    const alice = await joinRaw(server.port);
    alice.say(Buffer.concat(frames));
    await bob.gets(expected);
    alice.leave();
  });

  test('come a byte at a time', async () => {
    const alice = await joinRaw(server.port);
    for (const byte of masked(FINAL | TEXT, 'alice says: hi')) {
      alice.say(Buffer.of(byte));
      await new Promise(setImmediate);
    }
    await bob.gets('alice says: hi');
    alice.leave();
  });

  test('may come right behind the request', async () => {
    const alice = await joinRaw(server.port, masked(FINAL | TEXT, 'at once'));
    await bob.gets('at once');
    alice.leave();
  });

  test('a ping is answered, between fragments too', async () => {
    const alice = await joinRaw(server.port);
    alice.say(Buffer.concat([masked(TEXT, 'a'), masked(FINAL | PING, 'there?'), masked(FINAL, 'b')]));
    await alice.gets(plain(PONG, 'there?'));
    await bob.gets('ab');
    alice.leave();
  });

  test('many that came at once are passed on together, in order', async () => {
    const alice = await joinRaw(server.port);
    const count = 3000;
    alice.say(Buffer.concat(Array.from({ length: count }, (_, at) => masked(FINAL | TEXT, `${at} `))));
    await bob.gets(Array.from({ length: count }, (_, at) => `${at} `).join(''));
    alice.leave();
  });

  test('a request may come behind another over the same connection', async () => {
    const alice = await TcpClient.connect(server.port);
    alice.say(`GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n${upgradeRequest()}`);
    await alice.takeWhen((text) => text.endsWith(`ok\n${UPGRADED}${GREETED.toString('latin1')}`));
    alice.say(masked(FINAL | TEXT, 'late'));
    await bob.gets('late');
    alice.leave();
  });
});

describe('what is against the rules', () => {
  let server: WebServer;
  let bob: TcpClient;
  let carol: WebSocketClient;
  beforeAll(async () => {
    server = await WebServer.start({ maxMessage: 1000, framing: 'chunk' });
    bob = await server.tcp.join();
    carol = await server.join();
  });
  afterAll(() => server.close());

  const rows: [string, Buffer, number][] = [
    ['a frame without a mask', plain(TEXT, 'x'), 1002],
    ['a reserved bit', masked(FINAL | 0x40 | TEXT, 'x'), 1002],
    ['another one', masked(FINAL | 0x10 | TEXT, 'x'), 1002],
    ['an opcode that is none', masked(FINAL | 3, 'x'), 1002],
    ['a rest without a start', masked(FINAL, 'x'), 1002],
    ['a start within a message', Buffer.concat([masked(TEXT, 'x'), masked(TEXT, 'x')]), 1002],
    ['a ping that is too long', masked(FINAL | PING, Buffer.alloc(126)), 1002],
    ['a ping in fragments', masked(PING, 'x'), 1002],
    ['a close frame with half a code', masked(FINAL | CLOSE, 'x'), 1002],
    [
      'a close frame with a code that nobody may send',
      masked(FINAL | CLOSE, Buffer.of(1005 >> 8, 1005 & 0xff)),
      1002,
    ],
    ['text that is no UTF-8', masked(FINAL | TEXT, Buffer.of(0xff)), 1007],
    ['text that is cut within a character', masked(FINAL | TEXT, Buffer.of(0x61, 0xc3)), 1007],
    ['a message over maxMessage', masked(FINAL | BINARY, Buffer.alloc(1001)), 1009],
    [
      'fragments over maxMessage',
      Buffer.concat([masked(BINARY, Buffer.alloc(900)), masked(0, Buffer.alloc(101))]),
      1009,
    ],
    ['a length of a terabyte', masked(FINAL | BINARY, '', 1024 ** 4), 1009],
    ['a length beyond all numbers', masked(FINAL | BINARY, '', 2 ** 62), 1009],
    [
      'more fragments than a message has bytes',
      Buffer.concat([masked(TEXT, ''), ...Array.from({ length: 1100 }, () => masked(0, ''))]),
      1008,
    ],
    ['no frames at all', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'), 1002],
  ];

  test.each(rows)('%s: told with the right code, and nobody else notices', async (_, bytes, code) => {
    const hostile = await joinRaw(server.port);
    hostile.say(masked(FINAL | TEXT, 'before'));
    await bob.gets('before');
    await carol.gets('before');
    hostile.say(bytes);
    expect(await hostile.ended()).toEqual(closing(code));
    const port = hostile.socket.localPort;
    const { reason } = await server.tcp.event('left', (event) => event.port === port);
    expect(reason).toBe('error');
    hostile.leave();
    bob.say('still here');
    await carol.gets('still here');
  });

  test('garbage right behind the request', async () => {
    const hostile = await TcpClient.connect(server.port);
    hostile.say(`${upgradeRequest()}\x7f\x7f\x7f\x7f`);
    await hostile.gets(UPGRADED);
    await hostile.gets(GREETED);
    expect(await hostile.ended()).toEqual(closing(1002));
    hostile.leave();
  });

  test('a storm of pings', async () => {
    const hostile = await joinRaw(server.port);
    hostile.say(Buffer.concat(Array.from({ length: 1000 }, () => masked(FINAL | PING, 'x'))));
    await hostile.ended();
    const { reason } = await server.tcp.event('left', ({ port }) => port === hostile.socket.localPort);
    expect(reason).toBe('error');
    bob.say('still here');
    await carol.gets('still here');
  });

  test('a request that is none for a WebSocket', async () => {
    const hostile = await TcpClient.connect(server.port);
    hostile.say(upgradeRequest({ 'Sec-WebSocket-Key': 'short' }));
    expect((await hostile.ended()).toString()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    bob.say('still here');
    await carol.gets('still here');
  });
});

describe('the end', () => {
  test('a client that says good-bye is answered so, and leaves', async () => {
    const server = await start();
    const alice = await joinRaw(server.port);
    alice.say(masked(FINAL | CLOSE, Buffer.concat([Buffer.of(4000 >> 8, 4000 & 0xff), Buffer.from('bye')])));
    expect(await alice.ended()).toEqual(
      plain(CLOSE, Buffer.concat([Buffer.of(4000 >> 8, 4000 & 0xff), Buffer.from('bye')])),
    );
    await leftFor(server, 'closed');
    expect(leaves(server)).toEqual(['closed']);
  });

  test('what it said before is passed on, what it says after is not', async () => {
    const server = await start({ framing: 'chunk' });
    const bob = await server.tcp.join();
    const alice = await joinRaw(server.port);
    const last = [masked(FINAL | TEXT, 'last'), masked(FINAL | CLOSE, ''), masked(FINAL | TEXT, 'too late')];
    alice.say(Buffer.concat(last));
    await leftFor(server, 'closed');
    await bob.gets('last');
    expect(await alice.ended()).toEqual(plain(CLOSE));
    bob.say('/who:');
    await bob.gets(`1 clients connected.\n<unknown> connected from ${bob.address}.\n`);
  });

  test('a client that ends its side is told good-bye, too', async () => {
    const server = await start();
    const alice = await joinRaw(server.port);
    alice.socket.end(masked(FINAL | TEXT, '/who:\n'));
    const answer = `1 clients connected.\n<unknown> connected from ${alice.address}.\n`;
    expect(await alice.ended()).toEqual(Buffer.concat([plain(BINARY, answer), closing(1000)]));
    await leftFor(server, 'closed');
  });

  test('an answer that is late is sent before good-bye is said', async () => {
    const who$ = new Subject<Elsewhere>();
    const server = await start({ backplane: () => ({ ...ALONE, who: () => who$ }) });
    const alice = await joinRaw(server.port);
    alice.socket.end(masked(FINAL | TEXT, '/who:\n'));
    await leftFor(server, 'closed');
    who$.next(NOBODY_ELSE);
    who$.complete();
    const answer = `1 clients connected.\n<unknown> connected from ${alice.address}.\n`;
    expect(await alice.ended()).toEqual(Buffer.concat([plain(BINARY, answer), closing(1000)]));
  });

  test('a reset in the middle of a frame', async () => {
    const server = await start();
    const bob = await server.tcp.join();
    const alice = await joinRaw(server.port);
    alice.say(Buffer.concat([masked(FINAL | PING, ''), masked(FINAL | BINARY, 'half of it', 20)]));
    await alice.gets(plain(PONG)); // so all of that was read, and nothing of it is still on its way
    alice.socket.resetAndDestroy();
    await leftFor(server, 'reset');
    bob.say('/who:');
    await bob.gets(`1 clients connected.\n<unknown> connected from ${bob.address}.\n`);
  });

  test('a stop: what was said is passed on, 1001, and the server completes', async () => {
    const stop$ = new Subject<void>();
    const server = await start({ stop$, framing: 'chunk' });
    const alice = await joinRaw(server.port);
    const bob = await server.join();
    const kept = Buffer.concat(
      Array.from({ length: 40 }, () => masked(FINAL | BINARY, Buffer.alloc(1000, 'x'))),
    );
    alice.say(kept);
    await bob.next();
    stop$.next();
    for (let more = 1; more < 40; more++) await bob.gets(Buffer.alloc(1000, 'x'));
    expect(await bob.closed).toBe(1001);
    expect(await alice.ended()).toEqual(closing(1001));
    await new Promise<void>((resolve) => server.tcp.event$.subscribe({ complete: resolve }));
    expect(leaves(server)).toEqual(['stopped', 'stopped']);
  });

  test('unsubscribing closes', async () => {
    const server = await start();
    const alice = await server.join();
    server.tcp.close();
    expect(await alice.closed).toBe(1001);
  });
});

describe('who is not there any more', () => {
  test('no answer to a ping: reset, while those who answer stay', async () => {
    const server = await start({}, { httpPing: 150 });
    const bob = await server.join();
    const alice = await joinRaw(server.port);
    expect(await alice.ended()).toEqual(Buffer.concat([plain(PING), closing(1000)]));
    expect(await leftFor(server, 'reset')).toBe('a ping was not answered for 150 milliseconds');
    const carol = await server.tcp.join();
    carol.say('hi\n');
    await bob.gets('hi\n');
    expect(leaves(server)).toEqual(['reset']);
  });

  test('idleTimeout: an answer to a ping is no message', async () => {
    const server = await start({ idleTimeout: 450 }, { httpPing: 100 });
    const alice = await server.join();
    let pings = 0;
    alice.socket.on('ping', () => (pings += 1));
    expect(await alice.closed).toBe(1000);
    expect(await leftFor(server, 'idle')).toBe('no message came for 450 milliseconds');
    expect(pings).toBeGreaterThan(0);
  });

  test('who does not read is cut, and the others get everything', async () => {
    const server = await start({ maxBacklog: MIB, slowBacklog: MIB, maxPause: 0, framing: 'chunk' });
    const speaker = await server.tcp.join();
    const stalled = await joinRaw(server.port);
    const reader = await server.join();
    let got = 0;
    reader.socket.removeAllListeners('message').on('message', (data: Buffer) => (got += data.length));
    stalled.socket.pause();
    const bytes = Buffer.alloc(64 * 1024, 'x');
    let said = 0;
    while (!server.tcp.events.some(({ type }) => type === 'left')) {
      if (!speaker.socket.write(bytes)) await once(speaker.socket, 'drain');
      said += bytes.length;
    }
    expect(await leftFor(server, 'slow')).toBe(`the client left more than ${MIB} bytes unread`);
    while (got < said) await new Promise(setImmediate);
    expect(leaves(server)).toEqual(['slow']);
    stalled.leave();
  });
});

describe('at the door', () => {
  test('clients of both kinds are counted together', async () => {
    const server = await start({ maxClients: 2 });
    const tcp = await server.tcp.join();
    const alice = await server.join();
    const late = await TcpClient.connect(server.port);
    late.say(upgradeRequest());
    expect((await late.ended()).toString()).toMatch(
      /^HTTP\/1\.1 503 Service Unavailable\r\n[^]*\r\n\r\nServer full\n$/,
    );
    expect((await (await TcpClient.connect(server.tcp.port)).ended()).toString()).toBe('Server full\n');
    expect(leaves(server)).toEqual(['full', 'full']);
    alice.leave();
    await server.tcp.event('left', ({ reason }) => reason !== 'full');
    await server.join();
    tcp.say('hi\n');
  });

  test('an address that may not come', async () => {
    const server = await start({ deny: ['127.0.0.1'] });
    const alice = await TcpClient.connect(server.port);
    alice.say(upgradeRequest());
    expect((await alice.ended()).toString()).toMatch(
      /^HTTP\/1\.1 403 [^]*\r\n\r\nNot allowed from your address\n$/,
    );
    expect(await leftFor(server, 'refused')).toBe('127.0.0.1 is not allowed to connect');
    const page = await TcpClient.connect(server.port);
    page.say('GET / HTTP/1.0\r\n\r\n');
    expect((await page.ended()).toString()).toMatch(/^HTTP\/1\.1 403 /);
  });

  test('rate: what is beyond is late, not lost', async () => {
    const server = await start({ rate: 20, framing: 'line' });
    const bob = await server.tcp.join();
    const alice = await server.join();
    const began = performance.now();
    for (let line = 0; line < 103; line++) alice.say(`${line}\n`);
    await bob.gets(Array.from({ length: 103 }, (_, line) => `${line}\n`).join(''));
    expect(performance.now() - began).toBeGreaterThan(100);
  });
});

describe('from where it may come', () => {
  let server: WebServer;
  beforeAll(async () => {
    server = await WebServer.start({}, { httpPort: 0, httpOrigins: ['https://chat.example.org'] });
  });
  afterAll(() => server.close());

  test.each<[string, Record<string, string>, number]>([
    ['no origin', {}, 101],
    ['its own', { Origin: 'http://localhost' }, 101],
    ['its own, with a port', { Host: '127.0.0.1:8080', Origin: 'http://127.0.0.1:8080' }, 101],
    ['its own behind a proxy that has TLS', { Host: 'localhost', Origin: 'https://localhost' }, 101],
    ['a port that a scheme has anyway', { Host: 'localhost:80', Origin: 'http://localhost' }, 101],
    ['one that is allowed', { Origin: 'https://chat.example.org' }, 101],
    [
      'one that is allowed, which this is called',
      { Host: 'chat.example.org', Origin: 'https://chat.example.org' },
      101,
    ],
    ['another one', { Origin: 'http://evil.example' }, 403],
    ['another port', { Host: 'localhost:1', Origin: 'http://localhost:2' }, 403],
    ['no page', { Origin: 'null' }, 403],
    ['one that is none', { Origin: 'evil' }, 403],
    [
      'an older browser',
      { 'Sec-WebSocket-Version': '8', 'Sec-WebSocket-Origin': 'http://evil.example' },
      403,
    ],
    ['a name that was made to point here', { Host: 'evil.example', Origin: 'http://evil.example' }, 403],
  ])('%s', async (_, headers, status) => {
    const alice = await TcpClient.connect(server.port);
    alice.say(upgradeRequest(headers));
    const head = await alice.takeWhen((text) => text.includes('\r\n\r\n'));
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    alice.leave();
  });
});

describe('who wants to know who is there', () => {
  test('is told at once, then what changes', async () => {
    const server = await start();
    const bob = await server.tcp.join();
    bob.say('bob says: x\n');
    await server.tcp.event('named');
    const alice = await server.join(['talk.room.1']);
    const [bobId, you] = server.tcp.events.filter((event) => event.type === 'joined').map(({ id }) => id);
    const clients = [
      { id: bobId, name: 'bob' },
      { id: you, name: '<unknown>' },
    ];
    expect(await alice.told()).toEqual({ type: 'roster', you, count: 2, clients });
    expect(await alice.told()).toEqual({
      type: 'changes',
      count: 2,
      joined: [clients[1]],
      named: [],
      left: [],
    });
    bob.say('\u202ebob says: y\n');
    await alice.gets('\u202ebob says: y\n');
    const named = [{ id: bobId, name: '\u202ebob' }];
    expect(await alice.told()).toEqual({ type: 'changes', count: 2, joined: [], named, left: [] });
    bob.leave();
    expect(await alice.told()).toEqual({ type: 'changes', count: 1, joined: [], named: [], left: [bobId] });
  });

  test('others are told nothing but what is said', async () => {
    const server = await start();
    const alice = await server.join(['talk.room.1']);
    const bob = await server.join();
    await alice.told();
    await alice.told();
    const carol = await server.tcp.join();
    await alice.told();
    carol.say('hi\n');
    await bob.gets('hi\n');
    expect(bob.socket.protocol).toBe('');
    expect(alice.socket.protocol).toBe('talk.room.1');
  });

  test('a protocol that is not spoken is not agreed to', async () => {
    const server = await start();
    const alice = WebSocketClient.connect(server.port, ['talk.room.2']);
    await alice.closed;
    expect(alice.socket.readyState).toBe(WebSocket.CLOSED);
  });
});
