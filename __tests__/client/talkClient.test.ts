import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test } from '@jest/globals';
import { filter, firstValueFrom, lastValueFrom, Subject, toArray } from 'rxjs';
import type { ClientMessage, ClientStatus } from '../../src/client/clientEvents.ts';
import type { TalkClientOptions } from '../../src/client/clientSettings.ts';
import { ServerLost } from '../../src/client/serverLost.ts';
import { type TalkClient, talkClient } from '../../src/client/talkClient.ts';
import { OptionError } from '../../src/errors.ts';
import { RunningServer } from '../support/runningServer.ts';
import { serverThat as startServer } from '../support/serverThat.ts';

const running: { close: () => unknown }[] = [];

afterEach(() => {
  for (const each of running.splice(0)) each.close();
});

async function room(): Promise<RunningServer> {
  const server = await RunningServer.start();
  running.push(server);
  return server;
}

/** A client that is subscribed until the test is over, and all that came. */
function enter(options: TalkClientOptions) {
  const client = talkClient({ host: '127.0.0.1', name: 'carol', ...options });
  const messages: ClientMessage[] = [];
  const statuses: ClientStatus[] = [];
  const subscription = client.messages$.subscribe((message) => messages.push(message));
  subscription.add(client.status$.subscribe((status) => statuses.push(status)));
  running.push({ close: () => subscription.unsubscribe() });
  return { client, messages, statuses, subscription };
}

async function status<Kind extends ClientStatus['kind']>(client: TalkClient, kind: Kind) {
  const isIt = (one: ClientStatus): one is Extract<ClientStatus, { kind: Kind }> => one.kind === kind;
  return await firstValueFrom(client.status$.pipe(filter(isIt)));
}

async function message(client: TalkClient, text: string): Promise<ClientMessage> {
  return await firstValueFrom(client.messages$.pipe(filter((one) => one.text === text)));
}

async function serverThat(serve: (socket: Socket) => void): Promise<{ port: number; close: () => void }> {
  const server = await startServer(serve);
  running.push(server);
  return server;
}

describe('in a room', () => {
  test('hears who says what, and is heard', async () => {
    const server = await room();
    const { client, messages } = enter({ port: server.port });
    await status(client, 'connected');
    const alice = await server.join();
    expect(client.say('hello\nthere')).toBe('sent');
    await alice.gets('carol says: hello\ncarol says: there\n');
    alice.say('alice says:  caf\u00e9 \r\n');
    await message(client, 'caf\u00e9');
    expect(messages).toEqual([
      { kind: 'greeting', bytes: Buffer.from('Thank you for connecting'), text: 'Thank you for connecting' },
      { kind: 'said', bytes: Buffer.from('alice says:  caf\u00e9 \r\n'), name: 'alice', text: 'caf\u00e9' },
    ]);
  });

  test('tells an answer to its /who: from what others say', async () => {
    const server = await room();
    const { client, messages } = enter({ port: server.port });
    await status(client, 'connected');
    const alice = await server.join();
    alice.say('9 clients connected.\n');
    await message(client, '9 clients connected.');
    client.say('/who:');
    const row = `<unknown> connected from ${alice.address}.`;
    await message(client, row);
    expect(messages.map(({ kind, text }) => [kind, text]).slice(1)).toEqual([
      ['said', '9 clients connected.'],
      ['who', '2 clients connected.'],
      ['who', expect.stringMatching(/^carol connected from 127\.0\.0\.1, \d+\.$/)],
      ['who', row],
    ]);
  });

  test('shares one connection among its streams, and closes it with the last subscription', async () => {
    const server = await room();
    const { client, subscription } = enter({ port: server.port });
    await status(client, 'connected');
    const { id: first } = await server.event('joined');
    subscription.unsubscribe();
    await server.event('left', ({ id }) => id === first);
    expect(client.say('anybody?')).toBe('not connected');
    const greeting = await firstValueFrom(client.messages$);
    expect(greeting.kind).toBe('greeting');
    const { id } = await server.event('joined', (joined) => joined.id !== first);
    await server.event('left', (left) => left.id === id);
  });

  test('ends in order: what was said is heard, what still comes is a message, and all streams complete', async () => {
    const server = await room();
    const stop$ = new Subject<void>();
    const { client } = enter({ port: server.port, stop$ });
    const statuses = lastValueFrom(client.status$.pipe(toArray()));
    await status(client, 'connected');
    const messages = lastValueFrom(client.messages$.pipe(toArray()));
    client.say('/who:');
    stop$.next();
    expect((await messages).map(({ kind }) => kind)).toContain('who');
    expect((await statuses).at(-1)).toEqual({ kind: 'closed' });
  });

  test('a server that does not close has drainTimeout to', async () => {
    const { port } = await serverThat((socket) => socket.on('error', () => undefined));
    const stop$ = new Subject<void>();
    const { client } = enter({ port, stop$, drainTimeout: 1 });
    const end = lastValueFrom(client.status$);
    await status(client, 'connected');
    stop$.next();
    expect(await end).toEqual({ kind: 'closed' });
  });

  test('what exceeds maxUnsent is refused', async () => {
    const { port } = await serverThat((socket) => socket.on('error', () => undefined).pause());
    const { client } = enter({ port, maxUnsent: 1000 });
    await status(client, 'connected');
    expect(client.say('x'.repeat(1000))).toBe('too much unsent');
    expect(client.say('x'.repeat(100))).toBe('sent');
    await firstValueFrom(client.ready$);
  });
});

test('reads no more than its output takes', async () => {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  let sent = 0;
  const { port } = await serverThat((socket) => {
    socket.on('error', () => undefined);
    const send = (): unknown =>
      socket.write(chunk, () => (sent += 1)) ? setImmediate(send) : socket.once('drain', send);
    send();
  });
  const output = new PassThrough({ highWaterMark: 1 });
  const { client } = enter({ port, output });
  let read = 0;
  client.messages$.subscribe(({ bytes }) => {
    read += bytes.length;
    output.write(bytes);
  });
  await firstValueFrom(client.messages$);
  const first = read;
  await new Promise((wait) => setTimeout(wait, 100)); // in which much would come
  expect([read, sent > 1]).toEqual([first, true]);
  output.resume();
  await firstValueFrom(client.messages$);
  expect(read).toBeGreaterThan(first);
});

describe('without a connection', () => {
  const QUICK = { reconnectFirst: 1, reconnectMost: 2 };

  test('tries again, says why there is none, and is connected again', async () => {
    const { close, port } = await serverThat((socket) => socket.end('Thank you for connecting'));
    const { client, statuses } = enter({ port, ...QUICK });
    const lost = await status(client, 'lost');
    expect(lost.error).toEqual(new ServerLost('closed', `127.0.0.1:${port} has closed the connection`));
    expect(client.say('anybody?')).toBe('not connected');
    close();
    const refused = await firstValueFrom(
      client.status$.pipe(filter((one) => one.kind === 'lost' && one.error.reason === 'refused')),
    );
    expect(refused).toMatchObject({
      error: { message: `nobody listens on 127.0.0.1:${port}: start the server, or see -s and -p` },
    });
    statuses.splice(0);
    const again = RunningServer.start({ port, host: '127.0.0.1' });
    running.push(await again);
    await status(client, 'connected');
    expect(statuses.at(-1)).toMatchObject({ kind: 'connected', address: '127.0.0.1', port, tls: undefined });
  });

  test('reconnect: false is an error of each stream', async () => {
    const { close, port } = await serverThat(() => undefined);
    close();
    const client = talkClient({ host: '127.0.0.1', port, reconnect: false });
    await expect(lastValueFrom(client.messages$)).rejects.toBeInstanceOf(ServerLost);
    await expect(lastValueFrom(client.status$)).rejects.toMatchObject({ reason: 'refused' });
    await expect(lastValueFrom(client.ready$)).rejects.toMatchObject({ reason: 'refused' });
  });

  test('a stop ends the wait', async () => {
    const { close, port } = await serverThat(() => undefined);
    close();
    const stop$ = new Subject<void>();
    const { client } = enter({ port, stop$, reconnectFirst: 1_000_000, reconnectMost: 1_000_000 });
    const end = lastValueFrom(client.status$);
    await status(client, 'lost');
    stop$.next();
    expect(await end).toEqual({ kind: 'closed' });
  });

  test('a server that says nothing a client understands may speak TLS', async () => {
    const { port } = await serverThat((socket) => socket.end(Buffer.of(0x15, 0x03, 0x03, 0, 2, 2, 10)));
    const client = talkClient({ host: '127.0.0.1', port, reconnect: false });
    await expect(lastValueFrom(client.messages$)).rejects.toMatchObject({
      reason: 'maybe TLS',
      message: `127.0.0.1:${port} has closed the connection without a word: if it speaks TLS, use --tls`,
    });
  });

  test.each([
    ['Server full\n', 'is full: wait until somebody has left'],
    [
      'Too many connections from your address\n',
      'takes no more connections from this address: end another one first',
    ],
  ])('a server that has no room and says %j is lost for that reason', async (words, what) => {
    const { port } = await serverThat((socket) => socket.end(words));
    const client = talkClient({ host: '127.0.0.1', port, reconnect: false });
    const messages: ClientMessage[] = [];
    client.messages$.subscribe({ next: (one) => messages.push(one), error: () => undefined });
    await expect(lastValueFrom(client.status$)).rejects.toMatchObject({
      reason: 'full',
      message: `127.0.0.1:${port} ${what}`,
    });
    expect(messages).toEqual([]);
  });

  test('somebody who says the same is heard', async () => {
    const { port } = await serverThat((socket) => {
      socket.write('Server full\n');
      setTimeout(() => socket.write('No, it is not\n'), 50);
    });
    const { client, messages } = enter({ port, greeting: '' });
    await message(client, 'No, it is not');
    expect(messages.map(({ text }) => text)).toEqual(['Server full', 'No, it is not']);
  });

  test('a try that takes longer than connectTimeout is given up', async () => {
    const { port } = await serverThat((socket) => socket.on('error', () => undefined));
    const client = talkClient({ host: '127.0.0.1', port, tls: true, connectTimeout: 1, reconnect: false });
    await expect(lastValueFrom(client.status$)).rejects.toMatchObject({ reason: 'timeout' });
  });
});

test.each<[TalkClientOptions, string]>([
  [{ name: '' }, 'a client cannot be named ""'],
  [{ name: 'a\nb' }, 'a client cannot be named "a\\nb"'],
  [{ name: 'x'.repeat(65) }, 'a client cannot be named "xxx'],
  [{ name: 'a says: b' }, 'a client cannot be named "a says: b"'],
  [{ port: 0 }, 'port must be a whole number from 1 to 65535 (port number), not 0'],
  [{ host: 'a b' }, 'the server must be an address or a host name, not "a b"'],
  [{ maxHold: -1 }, 'maxHold must be a whole number from 0'],
])('%j cannot be', (options, message) => {
  expect(() => talkClient(options)).toThrow(OptionError);
  expect(() => talkClient(options)).toThrow(message);
});
