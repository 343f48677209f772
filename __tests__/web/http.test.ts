import { once } from 'node:events';
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { firstValueFrom, merge, Subject, type Subscription } from 'rxjs';
import { WebSocket } from 'ws';
import { premisesOf } from '../../src/connections/premises.ts';
import { tcpSettings } from '../../src/connections/settings.ts';
import type { TalkServerOptions } from '../../src/options.ts';
import { talkServer } from '../../src/talkServer.ts';
import { httpPlace } from '../../src/web/httpPlace.ts';
import type { WebOptions } from '../../src/web/settings.ts';
import { webFront } from '../../src/web/webFront.ts';
import { endPrograms, startBin } from '../support/bin.ts';
import { certificate } from '../support/certificates.ts';
import { newFolder, removeFolders } from '../support/folders.ts';
import { upgradeRequest } from '../support/rawWebSocket.ts';
import { TcpClient } from '../support/tcpClient.ts';
import { toolsHere } from '../support/tools.ts';
import { WebServer } from '../support/webServer.ts';

/** What is served over HTTP, and to whom: real sockets, and requests as they are written. */

const servers: WebServer[] = [];
const clients: TcpClient[] = [];
const subscriptions: Subscription[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.leave();
  for (const server of servers.splice(0)) server.close();
  for (const subscription of subscriptions.splice(0)) subscription.unsubscribe();
  endPrograms();
});
afterAll(removeFolders);

async function start(options: TalkServerOptions = {}, web: WebOptions = {}): Promise<WebServer> {
  const server = await WebServer.start(options, { httpPort: 0, ...web });
  servers.push(server);
  return server;
}

async function connected(port: number): Promise<TcpClient> {
  const client = await TcpClient.connect(port);
  clients.push(client);
  return client;
}

/** What is answered to a request, with which the connection ends. */
async function ask(
  port: number,
  path: string,
  { method = 'GET', headers = '', host = 'localhost' } = {},
): Promise<string> {
  const client = await connected(port);
  client.say(`${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${headers}\r\n`);
  return (await client.ended()).toString();
}

async function statusOf(...question: Parameters<typeof ask>): Promise<number> {
  return Number((await ask(...question)).split(' ')[1]);
}

describe('answers', () => {
  let server: WebServer;
  beforeAll(async () => {
    server = await WebServer.start();
  });
  afterAll(() => server.close());

  test('the page, with all that protects a browser', async () => {
    const [head = '', body] = (await ask(server.port, '/')).split('\r\n\r\n');
    expect(head.split('\r\n')).toEqual(
      expect.arrayContaining([
        'HTTP/1.1 200 OK',
        "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        'x-content-type-options: nosniff',
        'referrer-policy: no-referrer',
        'cross-origin-opener-policy: same-origin',
        'cross-origin-embedder-policy: require-corp',
        'cross-origin-resource-policy: same-origin',
        'cache-control: no-cache',
        'content-type: text/html; charset=utf-8',
      ]),
    );
    expect(body).toMatch(/^<!doctype html>/i);
  });

  test('HEAD is the same without a body', async () => {
    const undated = (answer: string) => answer.replace(/\r\nDate: [^\r]*/, '');
    const [head] = (await ask(server.port, '/')).split('\r\n\r\n');
    expect(undated(await ask(server.port, '/', { method: 'HEAD' }))).toBe(undated(`${String(head)}\r\n\r\n`));
  });

  test('a file that a browser has is not sent again, and another one is', async () => {
    const tag = /etag: (\S+)/.exec(await ask(server.port, '/'))?.[1] ?? '';
    const given = (tags: string) => ({ headers: `If-None-Match: ${tags}\r\n` });
    expect(await ask(server.port, '/', given(tag))).toMatch(/^HTTP\/1\.1 304 [^]*\r\n\r\n$/);
    expect(await statusOf(server.port, '/', given(`"other", W/${tag}`))).toBe(304);
    expect(await statusOf(server.port, '/', given('"other"'))).toBe(200);
  });

  test.each([
    '/index.html',
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/%2e%2e/etc/passwd',
    '//etc/passwd',
    '/.',
    '/page',
    '/PAGE.CSS',
    '/%00',
    'http://localhost/',
    '*',
    '/__proto__',
  ])('nothing is at %s', async (path) => {
    const answer = await ask(server.port, path);
    expect(answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
    expect(answer).toContain('content-security-policy: ');
    expect(answer).toMatch(/\r\n\r\nNothing is here\n$/);
  });

  test('what stands behind the path is ignored', async () => {
    expect(await statusOf(server.port, '/?name=alice')).toBe(200);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('no %s', async (method) => {
    const answer = await ask(server.port, '/', { method });
    expect(answer).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/);
    expect(answer).toContain('\r\nallow: GET, HEAD\r\n');
  });

  test('a body is not waited for', async () => {
    const headers = 'Content-Length: 1000000000\r\n';
    expect(await statusOf(server.port, '/', { method: 'POST', headers })).toBe(405);
  });

  test('no CONNECT', async () => {
    expect(await ask(server.port, 'example.org:443', { method: 'CONNECT' })).toBe('');
  });

  test('at /chat is nothing but WebSockets, and those are nowhere else', async () => {
    expect(await ask(server.port, '/chat')).toMatch(
      /^HTTP\/1\.1 426 Upgrade Required\r\n[^]*\r\nupgrade: websocket\r\n/,
    );
    for (const request of [upgradeRequest({}, '/'), upgradeRequest({}, '/chat/')]) {
      const client = await connected(server.port);
      client.say(request);
      const answer = (await client.ended()).toString();
      expect(answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
      expect(answer).toContain('\r\nconnection: close\r\n');
    }
  });

  test.each([
    ['/healthz', 200],
    ['/', 200],
    ['/chat', 426],
    ['/chat?', 426],
    ['/chat/', 404],
  ])('who would rather speak HTTP/2 at %s is answered all the same, and closed', async (path, status) => {
    const client = await connected(server.port);
    client.say(upgradeRequest({ Upgrade: 'h2c' }, path));
    const [head = '', body = ''] = (await client.ended()).toString().split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toMatch(/\r\nconnection: .*close/i);
    expect(head).toContain('\r\nx-content-type-options: nosniff\r\n');
    expect(head).toContain(`\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`);
  });

  test.each([
    ['no HTTP', 'alice says: hello\n', 400],
    ['TLS', Buffer.from('1603010200010001fc0303', 'hex'), 400],
    ['two lengths', 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    [
      'length and pieces',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['large headers', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['a long path', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
  ])('%s is told so, and closed', async (_, request, status) => {
    const client = await connected(server.port);
    client.say(request);
    expect((await client.ended()).toString()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  test('who asks for HTTP/2 while another request is not answered is closed', async () => {
    const client = await connected(server.port);
    client.say('GET /stats/events HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await client.takeWhen((text) => text.includes('event: history'));
    client.say(upgradeRequest({ Upgrade: 'h2c' }));
    expect((await client.ended()).toString()).not.toContain('HTTP/1.1');
    expect(await statusOf(server.port, '/healthz')).toBe(200);
  });

  test('resets in the middle hurt nobody', async () => {
    for (const request of ['', 'GET / HT', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', upgradeRequest()]) {
      const client = await connected(server.port);
      client.say(request);
      client.socket.resetAndDestroy();
      const other = await connected(server.port);
      other.say(request);
      await new Promise(setImmediate);
      other.socket.resetAndDestroy();
    }
    expect(await statusOf(server.port, '/healthz')).toBe(200);
  });
});

describe('by what name it is called', () => {
  let server: WebServer;
  beforeAll(async () => {
    server = await WebServer.start({}, { httpPort: 0, httpOrigins: ['https://chat.example.org'] });
  });
  afterAll(() => server.close());

  test.each([
    'localhost',
    'LOCALHOST:1',
    'chat.localhost',
    'localhost.',
    '127.0.0.1:8080',
    '[::1]:8080',
    '192.0.2.1',
    'chat.example.org',
  ])('%s is here', async (host) => {
    for (const path of ['/', '/metrics']) expect(await statusOf(server.port, path, { host })).toBe(200);
  });

  test.each([
    'evil.example',
    'localhost.evil.example',
    'notlocalhost',
    '127.0.0.1.evil.example',
    'evil.example#localhost',
    'evil@localhost',
    '',
  ])('%s is not', async (host) => {
    for (const path of ['/', '/metrics', '/nowhere']) {
      expect(await ask(server.port, path, { host })).toMatch(
        /^HTTP\/1\.1 403 [^]*\r\n\r\nNot called so: use localhost/,
      );
    }
  });

  test('on other addresses any name may be right', async () => {
    const open = await start({}, { httpHost: '0.0.0.0' });
    expect(await statusOf(open.port, '/', { host: 'talk.example' })).toBe(200);
  });
});

describe('a port of its own for those who run it', () => {
  test('has what the page has not', async () => {
    const server = await start({}, { metricsPort: 0 });
    const { port } = await server.tcp.event('listening', ({ service }) => service === 'metrics');
    const statuses = async (at: number) =>
      await Promise.all(['/', '/healthz', '/readyz', '/metrics', '/chat'].map((path) => statusOf(at, path)));
    expect(await statuses(server.port)).toEqual([200, 200, 200, 404, 426]);
    expect(await statuses(port)).toEqual([404, 200, 200, 200, 404]);
    const client = await connected(port);
    client.say(upgradeRequest());
    expect((await client.ended()).toString()).toMatch(/^HTTP\/1\.1 404 /);
    expect(await ask(port, '/metrics', { host: 'evil.example' })).toMatch(/^HTTP\/1\.1 403 /);
  });

  test('is there without a page', async () => {
    const { tcp } = await WebServer.start({}, { metricsPort: 0 });
    expect(tcp.events.map((event) => event.type === 'listening' && event.service)).toEqual([
      'chat',
      'metrics',
    ]);
    tcp.close();
  });
});

const tools = toolsHere('openssl');
const withOpenssl = tools.includes('openssl') ? describe : describe.skip;
withOpenssl('TLS', () => {
  test('the page and its WebSocket have it, and metrics of their own do not', async () => {
    const { cert, key } = certificate(newFolder(), 'localhost');
    const server = await start({ tlsCert: cert, tlsKey: key }, { metricsPort: 0 });
    const { port } = await server.tcp.event('listening', ({ service }) => service === 'metrics');
    const unchecked = { host: '127.0.0.1', rejectUnauthorized: false, agent: false };
    const [page] = (await once(getSecure({ ...unchecked, port: server.port, path: '/' }), 'response')) as [
      IncomingMessage,
    ];
    expect(page.statusCode).toBe(200);
    page.resume();
    const [metrics] = (await once(
      getPlain({ host: '127.0.0.1', port, path: '/metrics', agent: false }),
      'response',
    )) as [IncomingMessage];
    expect(metrics.statusCode).toBe(200);
    metrics.resume();
    const socket = new WebSocket(`wss://127.0.0.1:${server.port}/chat`, { rejectUnauthorized: false });
    const [greeting] = (await once(socket, 'message')) as [Buffer];
    expect(greeting.toString()).toBe('Thank you for connecting');
    const plain = await connected(server.port);
    plain.say('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect((await plain.ended()).toString('latin1')).not.toContain('HTTP');
    server.tcp.close();
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1001);
  });
});

describe('connections of those who are no clients', () => {
  const PATIENT = 600_000;

  /** A place with a route that answers at once, and one that answers when the test does, to each of `later`. */
  async function place(
    maxHttp: number,
    requestTime: number,
  ): Promise<{ port: number; later: ServerResponse[]; subscription: Subscription }> {
    const premises = await firstValueFrom(premisesOf(tcpSettings({})));
    const later: ServerResponse[] = [];
    return await new Promise((resolve, reject) => {
      const subscription = httpPlace(
        {
          ...{
            port: 0,
            host: '127.0.0.1',
            origins: new Set<string>(),
            mayCome: () => true,
            maxHttp,
            requestTime,
          },
          routes: [
            { path: '/', answer: (_, response) => response.end('here') },
            {
              path: '/later',
              answer: (_, response) => {
                response.flushHeaders();
                later.push(response);
              },
            },
          ],
        },
        premises,
      ).subscribe({ next: ({ port }) => resolve({ port, later, subscription }), error: reject });
      subscriptions.push(subscription);
    });
  }

  const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const LATER = 'GET /later HTTP/1.1\r\nHost: localhost\r\n\r\n';

  test('one more, and who has been silent for the longest makes room', async () => {
    const { port } = await place(3, PATIENT);
    const first = await connected(port);
    first.say(LATER);
    await first.takeWhen((text) => text.endsWith('\r\n\r\n'));
    const second = await connected(port);
    second.say(REQUEST);
    await second.takeWhen((text) => text.endsWith('here'));
    const third = await connected(port);
    third.say('GET / HTTP/1.1\r\nHo');
    const fourth = await connected(port);
    fourth.say(REQUEST);
    await fourth.takeWhen((text) => text.endsWith('here'));
    expect((await second.ended()).toString()).toBe('');
    third.say('st: localhost\r\n\r\n');
    await third.takeWhen((text) => text.endsWith('here'));
    expect(first.socket.readableEnded).toBe(false);
  });

  test('where all are being answered, the one for which that takes longest', async () => {
    const { port } = await place(2, PATIENT);
    const [first, second] = [await connected(port), await connected(port)];
    for (const client of [first, second]) {
      client.say(LATER);
      await client.takeWhen((text) => text.endsWith('\r\n\r\n'));
    }
    const third = await connected(port);
    third.say(REQUEST);
    await third.takeWhen((text) => text.endsWith('here'));
    expect((await first.ended()).toString()).toBe('');
    expect(second.socket.readableEnded).toBe(false);
  });

  test('who does not say what it wants in time is closed, before and after an answer', async () => {
    const { port, later } = await place(100, 200);
    const slow = await connected(port);
    const habit = setInterval(() => slow.socket.writable && slow.say('X: y\r\n'), 10);
    slow.say('GET / HTTP/1.1\r\n');
    const silent = await connected(port);
    silent.say(REQUEST);
    await silent.takeWhen((text) => text.endsWith('here'));
    const waiting = await connected(port);
    waiting.say(LATER + LATER);
    expect((await slow.ended()).toString()).toBe('');
    clearInterval(habit);
    expect((await silent.ended()).toString()).toBe('');
    later.shift()?.end('late');
    await waiting.takeWhen((text) => text.includes('late'));
    await (await connected(port)).ended(); // longer than it may be silent itself
    later.shift()?.end('late');
    await waiting.takeWhen((text) => text.includes('late'));
    expect((await waiting.ended()).toString()).toBe('');
  });

  test('requests that come together are answered one by one, and none whose connection has ended', async () => {
    const { port, later } = await place(100, PATIENT);
    const client = await connected(port);
    client.say(LATER + LATER + LATER);
    await client.takeWhen((text) => text.endsWith('\r\n\r\n'));
    expect(later).toHaveLength(1);
    later[0]?.end('late');
    await client.takeWhen((text) => text.includes('late') && text.endsWith('\r\n\r\n'));
    expect(later).toHaveLength(2);
    const closed = new Promise((resolve) => later[1]?.on('close', resolve));
    client.socket.resetAndDestroy();
    await closed;
    await new Promise(setImmediate);
    expect(later).toHaveLength(2);
  });

  test('all are closed at once in the end', async () => {
    const { port, subscription } = await place(200, PATIENT);
    const idle = await Promise.all(Array.from({ length: 100 }, () => connected(port)));
    for (const client of idle) client.say(REQUEST);
    await Promise.all(idle.map((client) => client.takeWhen((text) => text.endsWith('here'))));
    const busy = await connected(port);
    busy.say(LATER);
    subscription.unsubscribe();
    await Promise.all([busy, ...idle].map((client) => client.ended()));
    await expect(TcpClient.connect(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

test('while it stops, it says so; when the chat is over, nothing is left', async () => {
  const stop$ = new Subject<void>();
  const held$ = new Subject<never>();
  const server = await start({ stop$, use: (said$) => merge(said$, held$) });
  expect(await ask(server.port, '/readyz')).toMatch(/^HTTP\/1\.1 200 [^]*\r\n\r\nready\n$/);
  const bob = await server.join();
  (await server.tcp.join()).say('hi\n');
  await bob.gets('hi\n');
  const idle = await connected(server.port);
  stop$.next();
  expect(await ask(server.port, '/readyz')).toMatch(/^HTTP\/1\.1 503 [^]*\r\n\r\ndraining\n$/);
  expect(await statusOf(server.port, '/healthz')).toBe(200);
  const late = await connected(server.port);
  late.say(upgradeRequest());
  expect((await late.ended()).toString()).toMatch(/^HTTP\/1\.1 503 [^]*\r\n\r\nNobody is let in now\n$/);
  await expect(TcpClient.connect(server.tcp.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  const over = new Promise<void>((resolve) => server.tcp.event$.subscribe({ complete: resolve }));
  held$.complete();
  await over;
  await idle.ended();
  await expect(TcpClient.connect(server.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

describe('where it cannot listen', () => {
  test.each(['http', 'metrics'] as const)(
    '%s: an error with advice, and nothing is left of the rest',
    async (which) => {
      const taken = createServer().listen(0, '127.0.0.1');
      await once(taken, 'listening');
      const { port } = taken.address() as AddressInfo; // of TCP
      const free = await start();
      free.close();
      await expect(TcpClient.connect(free.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      const web =
        which === 'http'
          ? { httpPort: port, metricsPort: free.port }
          : { httpPort: free.port, metricsPort: port };
      await expect(firstValueFrom(talkServer({ port: 0, web: webFront(web) }))).rejects.toMatchObject({
        name: 'ListenError',
        message: `port ${port} is in use on 127.0.0.1: end the program that has it, or choose another port`,
      });
      await expect(TcpClient.connect(free.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      taken.close();
    },
  );

  test('the port of the chat: the page is closed again', async () => {
    const first = await start();
    const second = await start();
    second.close();
    const events$ = talkServer({
      port: first.tcp.port,
      host: '127.0.0.1',
      web: webFront({ httpPort: second.port }),
    });
    await expect(firstValueFrom(events$)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(TcpClient.connect(second.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('stopped before it listens, it is over', async () => {
    const stop$ = new Subject<void>();
    const events: unknown[] = [];
    const over = new Promise<void>((resolve, reject) => {
      const web = webFront({ httpPort: 0, httpHost: 'localhost' });
      talkServer({ port: 0, host: 'localhost', web, stop$ }).subscribe({
        next: (event) => events.push(event),
        complete: resolve,
        error: reject,
      });
    });
    stop$.next();
    await over;
    expect(events).toEqual([]);
  });
});

test('the program tells where, and ends with connections open', async () => {
  const { program } = await startBin('--host', '127.0.0.1', '--http', '0', '--metrics', '0');
  const [, page] = await program.prints('stderr', /^talk-server: page on http:\/\/127\.0\.0\.1:(\d+)\/\n/m);
  const [, metrics] = await program.prints(
    'stderr',
    /^talk-server: metrics on http:\/\/127\.0\.0\.1:(\d+)\/metrics\n/m,
  );
  const idle = await Promise.all(Array.from({ length: 100 }, () => connected(Number(page))));
  idle.push(await connected(Number(metrics)));
  for (const client of idle) client.say('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await Promise.all(idle.map((client) => client.takeWhen((text) => text.endsWith('ok\n'))));
  program.kill('SIGTERM');
  expect(await program.ends()).toMatchObject({ code: 0, stdout: '' });
  await Promise.all(idle.map((client) => client.ended()));
});
