import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  filter,
  firstValueFrom,
  lastValueFrom,
  map,
  NEVER,
  type Observable,
  of,
  skip,
  Subject,
  tap,
  toArray,
} from 'rxjs';
import { botConnection } from '../src/bot.ts';
import { ListenError, OptionError } from '../src/errors.ts';
import type { Joined, Listening, TalkEvent } from '../src/events.ts';
import type { TalkServerOptions } from '../src/options.ts';
import { talkServer } from '../src/talkServer.ts';
import { RunningServer } from './support/runningServer.ts';
import { TcpClient } from './support/tcpClient.ts';

const servers: RunningServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function start(options?: TalkServerOptions): Promise<RunningServer> {
  const server = await RunningServer.start(options);
  servers.push(server);
  return server;
}

async function startWith(
  count: number,
  options?: TalkServerOptions,
): Promise<[RunningServer, ...TcpClient[]]> {
  const server = await start(options);
  return [server, ...(await server.joinMany(count))];
}

type Three = [RunningServer, TcpClient, TcpClient, TcpClient];

test('a message reaches every other client, byte for byte, and not its sender', async () => {
  const [, alice, bob, carol] = (await startWith(3)) as Three;
  alice.say('alice says: hello');
  await bob.gets('alice says: hello');
  await carol.gets('alice says: hello');
  bob.say('bob says: hi');
  await alice.gets('bob says: hi');
  await carol.gets('bob says: hi');
});

test('IPv4 and IPv6 are in one room, each shown as it is', async () => {
  const server = await start();
  const alice = await server.join('127.0.0.1');
  const bob = await server.join('::1');
  bob.say('bob says: /who:\n');
  await bob.gets(
    `2 clients connected.\n<unknown> connected from ${alice.address}.\nbob connected from ${bob.address}.\n`,
  );
  expect(alice.address).toMatch(/^127\.0\.0\.1, \d+$/);
  expect(bob.address).toMatch(/^::1, \d+$/);
});

test('20 messages without newline, one at a time, each delivered by itself', async () => {
  const [server, alice, bob] = (await startWith(2)) as Three;
  for (let message = 1; message <= 20; message++) {
    alice.say(`alice says: message ${message}`);
    await bob.gets(`alice says: message ${message}`);
  }
  await server.event('said', ({ text }) => text === 'message 20');
  expect(server.events.filter(({ type }) => type === 'said')).toHaveLength(20);
});

test('six line clients that write half lines 4 ms apart: 90 lines, none torn', async () => {
  // A machine that does something else for a while must not end the wait for a half line.
  const [, listener, ...speakers] = (await startWith(7, { maxHold: 60_000 })) as [
    RunningServer,
    TcpClient,
    ...TcpClient[],
  ];
  for (const [index, speaker] of speakers.entries()) speaker.say(`speaker ${index} is here\n`);
  await listener.take(speakers.length * 'speaker 0 is here\n'.length);

  const lines = speakers.map((_, index) =>
    Array.from({ length: 15 }, (__, line) => `speaker ${index} says: this is line ${line}\n`),
  );
  await Promise.all(
    speakers.map(async (speaker, index) => {
      for (const line of lines[index] ?? []) {
        speaker.say(line.slice(0, 17));
        await wait(4);
        speaker.say(line.slice(17));
        await wait(4);
      }
    }),
  );
  const all = lines.flat();
  const heard = (await listener.take(all.join('').length)).toString().match(/.*\n/g) ?? [];
  expect([...heard].sort()).toEqual([...all].sort());
  for (const own of lines) expect(heard.filter((line) => own.includes(line))).toEqual(own);
});

test('what came together with the end of the stream is delivered, and the end shows in the roster', async () => {
  const [server, alice, bob] = (await startWith(2)) as Three;
  alice.socket.end('alice says: bye');
  await bob.gets('alice says: bye');
  expect(await server.event('left')).toMatchObject({ name: 'alice', reason: 'closed', clients: 1 });
  expect((await alice.ended()).length).toBe(0);
  bob.say('/who:');
  await bob.gets(`1 clients connected.\n<unknown> connected from ${bob.address}.\n`);
});

test('who asks and ends its side in one breath is answered before it is let go', async () => {
  const [, alice] = (await startWith(1)) as Three;
  const { address } = alice;
  alice.socket.end('alice says: /who:');
  expect((await alice.ended()).toString()).toBe(`1 clients connected.\nalice connected from ${address}.\n`);
});

test('a thousand lines at once, with requests and another name among them', async () => {
  const [server, alice, bob, carol] = (await startWith(3)) as Three;
  const lines = Array.from(
    { length: 1000 },
    (_, line) => `${line < 500 ? 'alice' : 'Alice'} says: ${line}\n`,
  );
  const asked = lines.flatMap((line, index) => (index % 250 === 249 ? [line, '/who:\n'] : [line]));
  alice.say(asked.join(''));
  await bob.gets(lines.join(''));
  await carol.gets(lines.join(''));
  const answer = (name: string) =>
    `3 clients connected.\n${name} connected from ${alice.address}.\n` +
    `<unknown> connected from ${bob.address}.\n<unknown> connected from ${carol.address}.\n`;
  await alice.gets(answer('alice') + answer('alice') + answer('Alice') + answer('Alice'));
  await server.event('said', ({ text }) => text === '999');
  const said = server.events.filter((event) => event.type === 'said');
  expect(said.map(({ bytes }) => bytes.toString())).toEqual(lines);
  expect(said.map(({ name }) => name)).toEqual(lines.map((line) => line.slice(0, 5)));
});

test('a reset in the middle of a broadcast is noticed by nobody else', async () => {
  const [server, alice, bob, carol] = (await startWith(3)) as Three;
  const text = `alice says: ${'x'.repeat(3_000_000)}\n`;
  alice.say(text);
  await carol.take(1);
  carol.socket.resetAndDestroy();
  expect((await bob.take(text.length)).toString() === text).toBe(true);
  expect(await server.event('left')).toMatchObject({ reason: 'reset', clients: 2 });
  bob.say('bob says: /who:');
  await bob.gets(
    `2 clients connected.\nalice connected from ${alice.address}.\nbob connected from ${bob.address}.\n`,
  );
});

test('a client that does not read is cut, reason slow; the others get everything', async () => {
  const [server, alice, bob, carol] = (await startWith(3, { maxBacklog: 100_000 })) as Three;
  carol.socket.pause();
  const line = `${'x'.repeat(65_000)}\n`;
  let lines = 0;
  while (!server.events.some(({ type }) => type === 'left')) {
    alice.say(line);
    lines += 1;
    await bob.gets(line);
  }
  expect(await server.event('left')).toMatchObject({
    port: carol.socket.localPort,
    reason: 'slow',
    clients: 2,
    error: { message: 'the client left more than 100000 bytes unread' },
  });
  expect(lines).toBeGreaterThan(1);
  expect(server.events.filter(({ type }) => type === 'left')).toHaveLength(1);
});

test.each<[string, TalkServerOptions, string[], string[]]>([
  ['auto', { maxHold: 60_000 }, ['one\ntw', 'o\nrest'], ['one\n', 'two\n', 'rest']],
  ['chunk', { framing: 'chunk' }, ['one\ntw', 'o\nrest'], ['one\ntw', 'o\nrest']],
  ['line', { framing: 'line' }, ['one\ntw', 'o\nrest'], ['one\n', 'two\n', 'rest\n']],
])('framing %s', async (_, options, chunks, messages) => {
  const [server, alice, bob] = (await startWith(2, options)) as Three;
  for (const chunk of chunks) {
    alice.say(chunk);
    if (options.framing === 'chunk') await bob.gets(chunk);
    else await wait(20);
  }
  alice.socket.end();
  await server.event('left');
  const said = server.events.filter((event) => event.type === 'said');
  expect(said.map(({ bytes }) => bytes.toString())).toEqual(messages);
});

describe('as a library', () => {
  test('subscribing listens, unsubscribing closes everything and frees the port', async () => {
    const server = await start();
    const [alice] = await server.joinMany(1);
    server.close();
    await expect(TcpClient.connect(server.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await alice?.ended();
    const again = await start({ port: server.port });
    expect(again.port).toBe(server.port);
  });

  test('unsubscribing tells the clients', async () => {
    const server$ = talkServer({ port: 0 });
    let alice: Promise<TcpClient> | undefined;
    const subscription = server$.subscribe((event) => {
      if (event.type === 'listening') alice = TcpClient.join(event.port);
      if (event.type === 'joined') setImmediate(() => subscription.unsubscribe());
    });
    while (alice === undefined) await new Promise(setImmediate);
    expect((await (await alice).ended()).length).toBe(0);
  });

  test('a busy port is an error with code and a readable message', async () => {
    const { port } = await start();
    const error: unknown = await lastValueFrom(talkServer({ port })).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ListenError);
    expect(error).toMatchObject({ name: 'ListenError', code: 'EADDRINUSE' });
  });

  test.each<TalkServerOptions>([
    { port: -1 },
    { maxMessage: 0.5 },
    { framing: 'x' as 'auto' },
    { events: ['x' as 'said'] },
    { stop$: 'x' as unknown as Observable<unknown> },
    { allow: '10.0.0.0/8' as unknown as string[] },
  ])('an option that cannot be is an error: %j', async (options) => {
    const events: string[] = [];
    const run = lastValueFrom(talkServer({ port: 0, ...options }).pipe(tap(({ type }) => events.push(type))));
    await expect(run).rejects.toBeInstanceOf(OptionError);
    expect(events).toEqual([]);
  });

  test('events: those of the types that are asked for alone', async () => {
    const server = await start({ events: ['listening', 'left'] });
    const [alice, bob] = (await server.joinMany(2)) as [TcpClient, TcpClient];
    alice.say('alice says: hello\n/who:\n');
    await bob.gets('alice says: hello\n');
    await alice.take(1);
    alice.leave();
    expect(await server.event('left')).toMatchObject({ name: 'alice', clients: 1 });
    expect(server.events.map(({ type }) => type)).toEqual(['listening', 'left']);
  });

  test('events without listening: the others come all the same', async () => {
    const stop$ = new Subject<void>();
    const connections$ = of(botConnection('ear', () => undefined));
    const event$ = talkServer({ port: 0, stop$, connections$, events: ['joined', 'left'] }).pipe(
      tap(({ type }) => {
        if (type === 'joined') stop$.next();
      }),
      toArray(),
    );
    expect(await lastValueFrom(event$)).toMatchObject([
      { type: 'joined', name: 'ear', clients: 1 },
      { type: 'left', name: 'ear', reason: 'stopped', clients: 0 },
    ]);
  });

  test('events are typed as they are asked for', () => {
    const listening$: Observable<Listening> = talkServer({ events: ['listening'] });
    const two$: Observable<Listening | Joined> = talkServer({ events: ['listening', 'joined'] });
    const all$: Observable<TalkEvent> = talkServer();
    const none$: Observable<never> = talkServer({ events: [] });
    // @ts-expect-error what is not asked for is not there
    const joined$: Observable<Joined> = talkServer({ events: ['listening'] });
    // @ts-expect-error without events, all types are
    const narrow$: Observable<Listening> = talkServer({ port: 0 });
    // @ts-expect-error no such type
    const wrong$ = talkServer({ events: ['shouted'] });
    expect([listening$, two$, all$, none$, joined$, narrow$, wrong$]).toHaveLength(7);
  });

  test('stop$ lets everybody leave, reason stopped, and completes', async () => {
    const stop$ = new Subject<void>();
    const [server, alice, bob] = (await startWith(2, { stop$, said$: NEVER })) as Three;
    alice.say('last words');
    await server.event('said');
    const events = lastValueFrom(server.event$.pipe(toArray()));
    stop$.next();
    expect((await events).slice(-2)).toMatchObject([
      { type: 'left', reason: 'stopped', clients: 1 },
      { type: 'left', reason: 'stopped', clients: 0 },
    ]);
    expect((await bob.ended()).toString()).toBe('last words');
    await expect(TcpClient.connect(server.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('stop$ that emits before it listens means it never does', async () => {
    expect(
      await firstValueFrom(talkServer({ port: 0, host: 'localhost', stop$: of(0) }).pipe(toArray())),
    ).toEqual([]);
  });

  test('said$, use and a bot, all in one room over TCP', async () => {
    const said$ = new Subject<string>();
    const bot = botConnection('echo', (text) => (text === 'ping' ? 'pong' : undefined));
    const server = await start({ said$, connections$: of(bot), use: (words$) => words$ });
    const alice = await server.join();
    said$.next('welcome\n');
    await alice.gets('welcome\n');
    alice.say('alice says: ping');
    await alice.gets('echo says: pong\n');
    alice.say('/who:');
    await alice.gets(
      `2 clients connected.\necho connected from memory, 0.\nalice connected from ${alice.address}.\n`,
    );
  });

  test('an error of use ends the server with it, and closes everybody', async () => {
    const fault = new Error('no more');
    const failing = await start({
      use: map(() => {
        throw fault;
      }),
    });
    const alice = await failing.join();
    const ending = lastValueFrom(failing.event$).catch((e: unknown) => e);
    alice.say('hello');
    expect(await ending).toBe(fault);
    await alice.ended();
    await expect(TcpClient.connect(failing.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

test('any bytes, cut anywhere, from several senders, arrive whole and in order over TCP', async () => {
  const server = await start({ framing: 'chunk' });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(2), fc.uint8Array({ minLength: 1, maxLength: 3000 })), { maxLength: 30 }),
      async (steps) => {
        const clients = await server.joinMany(4);
        const sent = clients.map((_, sender) =>
          steps.filter(([by]) => by === sender).map(([, bytes]) => bytes),
        );
        // Each sender has bytes of its own, so that a receiver can tell whose they are.
        const marked = (bytes: Uint8Array, sender: number) =>
          bytes.map((byte) => (byte & 0x3f) | (sender << 6));
        for (const [sender, bytes] of steps) clients[sender]?.say(marked(bytes, sender));
        for (const [receiver, client] of clients.entries()) {
          const expected = sent.map((all, sender) =>
            sender === receiver ? [] : all.map((b) => marked(b, sender)),
          );
          const heard = await client.take(Buffer.concat(expected.flat()).length);
          for (const [sender, bytes] of expected.entries()) {
            expect(heard.filter((byte) => byte >> 6 === sender)).toEqual(Buffer.concat(bytes));
          }
        }
        const left = server.events.filter(({ type }) => type === 'left').length + clients.length;
        for (const client of clients) client.leave();
        await firstValueFrom(
          server.event$.pipe(
            filter(({ type }) => type === 'left'),
            skip(left - 1),
          ),
        );
      },
    ),
    { numRuns: 25 },
  );
});

test('a thousand clients that connect at once all get in', async () => {
  const server = await start();
  const clients = await Promise.all(Array.from({ length: 1000 }, async () => await server.join()));
  const [first] = clients as [TcpClient];
  first.say('/who:');
  expect((await first.take(24)).toString()).toBe('1000 clients connected.\n');
  for (const { socket } of clients) socket.resetAndDestroy();
  await Promise.all(clients.map(async ({ socket }) => socket.closed || (await once(socket, 'close'))));
  await server.event('left', ({ clients: left }) => left === 0);
});
