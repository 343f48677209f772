import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Subject } from 'rxjs';
import type { LeaveReason } from '../src/events.ts';
import type { TalkServerOptions } from '../src/options.ts';
import { RunningServer } from './support/runningServer.ts';
import { TcpClient } from './support/tcpClient.ts';

/** What each limit does to the real server with real sockets, and which reason it gives. */

const servers: RunningServer[] = [];
const habits: NodeJS.Timeout[] = [];
afterEach(() => {
  for (const habit of habits.splice(0)) clearInterval(habit);
  for (const server of servers.splice(0)) server.close();
});

/** Does something again and again, until the test is over or `clearInterval`. */
function always(milliseconds: number, work: () => void): NodeJS.Timeout {
  const habit = setInterval(work, milliseconds);
  habits.push(habit);
  return habit;
}

async function start(options: TalkServerOptions): Promise<RunningServer> {
  const server = await RunningServer.start({ host: '127.0.0.1', ...options });
  servers.push(server);
  return server;
}

async function leftFor(server: RunningServer, reason: LeaveReason): Promise<string> {
  const { error } = await server.event('left', (event) => event.reason === reason);
  return error instanceof Error ? error.message : '';
}

const MIB = 1024 * 1024;

/** Says much, as fast as the other side takes it, until told to stop. */
function flood(client: TcpClient, size = 64 * 1024): () => void {
  const bytes = Buffer.alloc(size, 'x');
  let isOver = false;
  const more = (): void => {
    while (!isOver && client.socket.writable && client.socket.write(bytes));
  };
  client.socket.on('drain', more);
  more();
  return () => {
    isOver = true;
  };
}

describe('at the door', () => {
  test('Server full: told, closed, in no roster, and somebody new may come when one leaves', async () => {
    const server = await start({ maxClients: 2 });
    const [alice] = await server.joinMany(2);
    const refused = await TcpClient.connect(server.port);
    expect((await refused.ended()).toString()).toBe('Server full\n');
    expect(await leftFor(server, 'full')).toBe('there are 2 clients already');
    const { clients, port } = await server.event('left', ({ reason }) => reason === 'full');
    expect([clients, port]).toEqual([2, refused.socket.localPort]);
    alice?.leave();
    await server.event('left', ({ reason }) => reason === 'closed' || reason === 'reset');
    const bob = await server.join();
    bob.say('/who:');
    expect((await bob.take(21)).toString()).toBe('2 clients connected.\n');
    expect(server.events.filter(({ type }) => type === 'joined')).toHaveLength(3);
  });

  test('somebody who talks at once is told all the same', async () => {
    const server = await start({ maxClients: 1 });
    await server.join();
    const refused = await TcpClient.connect(server.port);
    refused.say(Buffer.alloc(MIB));
    expect((await refused.ended()).toString()).toBe('Server full\n');
  });

  test('a hundred at once are all turned away', async () => {
    const server = await start({ maxClients: 1 });
    const only = await server.join();
    const crowd = await Promise.all(Array.from({ length: 100 }, () => TcpClient.connect(server.port)));
    const told = await Promise.all(crowd.map((client) => client.ended()));
    expect(new Set(told.map(String))).toEqual(new Set(['Server full\n']));
    const full = () => server.events.filter((event) => event.type === 'left' && event.reason === 'full');
    while (full().length < 100) await new Promise(setImmediate);
    only.say('/who:');
    await only.gets(`1 clients connected.\n<unknown> connected from ${only.address}.\n`);
  });

  test('too many from one address', async () => {
    const server = await start({ maxClientsPerIp: 1, host: '::' });
    const alice = await server.join();
    await server.join('::1');
    const refused = await TcpClient.connect(server.port);
    expect((await refused.ended()).toString()).toBe('Too many connections from your address\n');
    expect(await leftFor(server, 'full')).toBe('there are 1 clients from 127.0.0.1 already');
    alice.leave();
    await server.event('left', ({ reason }) => reason === 'closed' || reason === 'reset');
    await server.join();
  });

  test.each([{ deny: ['127.0.0.0/8'] }, { allow: ['192.0.2.0/24', '::1'] }])(
    '%j: closed without a word',
    async (options) => {
      const server = await start({ ...options, host: '::' });
      const refused = await TcpClient.connect(server.port);
      expect(await refused.ended()).toEqual(Buffer.alloc(0));
      expect(await leftFor(server, 'refused')).toBe('127.0.0.1 is not allowed to connect');
      await server.join('::1');
    },
  );
});

describe('who does not read', () => {
  test('is cut at maxBacklog, and the others get everything', async () => {
    const server = await start({ maxBacklog: MIB, slowBacklog: MIB, maxPause: 0 });
    const [speaker, stalled, reader] = (await server.joinMany(3)) as [TcpClient, TcpClient, TcpClient];
    stalled.socket.pause();
    let got = 0;
    reader.socket.removeAllListeners('data').on('data', ({ length }) => (got += length));
    const bytes = Buffer.alloc(64 * 1024, 'x');
    let said = 0;
    while (!server.events.some(({ type }) => type === 'left')) {
      if (!speaker.socket.write(bytes)) await once(speaker.socket, 'drain');
      said += bytes.length;
    }
    expect(await leftFor(server, 'slow')).toBe(`the client left more than ${MIB} bytes unread`);
    while (got < said) await new Promise(setImmediate);
    expect(server.events.filter(({ type }) => type === 'left')).toHaveLength(1);
  });

  test('is cut after slowAfter with less than maxBacklog, though it still talks', async () => {
    const server = await start({ slowBacklog: 1000, slowAfter: 300, maxBacklog: 100 * MIB });
    const [speaker, stalled, reader] = (await server.joinMany(3)) as [TcpClient, TcpClient, TcpClient];
    reader.socket.removeAllListeners('data').resume();
    stalled.socket.pause();
    const stop = flood(speaker);
    const talk = always(20, () => stalled.say('still here\n'));
    expect(await leftFor(server, 'slow')).toMatch(/^the client took none of \d+ bytes for 300 milliseconds$/);
    clearInterval(talk);
    stop();
    expect(server.events.filter(({ type }) => type === 'left')).toHaveLength(1);
  });

  test('is the first to go when all together are too much', async () => {
    const options = { maxTotalBacklog: 6 * MIB, maxBacklog: 100 * MIB, maxPause: 0, slowAfter: 60_000 };
    const server = await start(options);
    const [speaker, early, late] = (await server.joinMany(3)) as [TcpClient, TcpClient, TcpClient];
    early.socket.pause();
    const stop = flood(speaker);
    late.socket.removeAllListeners('data').resume();
    expect(await leftFor(server, 'slow')).toBe(
      `the client left the most unread of more than ${6 * MIB} bytes for all together`,
    );
    stop();
    const left = server.events.filter((event) => event.type === 'left');
    expect(left.map(({ port }) => port)).toEqual([early.socket.localPort]);
  });

  test('does not stop the room: a pause has an end', async () => {
    const server = await start({
      slowBacklog: 1000,
      maxBacklog: 1000 * MIB,
      maxPause: 20,
      slowAfter: 60_000,
    });
    const [speaker, stalled, reader] = (await server.joinMany(3)) as [TcpClient, TcpClient, TcpClient];
    stalled.socket.pause();
    let got = 0;
    reader.socket.removeAllListeners('data').on('data', ({ length }) => (got += length));
    const stop = flood(speaker);
    while (got < 12 * MIB) await new Promise(setImmediate); // more than the kernel takes for the stalled one
    stop();
    expect(server.events.some(({ type }) => type === 'left')).toBe(false);
  });

  test('but slowly is waited for: whoever floods is slowed instead', async () => {
    const server = await start({ maxBacklog: 2 * MIB, slowBacklog: MIB / 2 });
    const [speaker, slow] = (await server.joinMany(2)) as [TcpClient, TcpClient];
    let got = 0;
    slow.socket.removeAllListeners('data').on('data', ({ length }) => {
      got += length;
      slow.socket.pause(); // 64 KiB at most, every 5 ms
    });
    const trickle = always(5, () => slow.socket.resume());
    const stop = flood(speaker);
    while (got < 10 * MIB) await new Promise(setImmediate);
    stop();
    clearInterval(trickle);
    slow.socket.resume();
    expect(server.events.some(({ type }) => type === 'left')).toBe(false);
  });
});

test('who says much at once is not all that is read in a turn', async () => {
  const server = await start({ events: ['listening', 'spoke'] });
  let inTurn = 0;
  let most = 0;
  let turn: NodeJS.Immediate | undefined;
  const nextTurn = (): void => {
    inTurn = 0;
    turn = setImmediate(nextTurn);
  };
  nextTurn();
  server.event$.subscribe((event) => {
    inTurn += event.type === 'spoke' ? event.bytes.length : 0;
    most = Math.max(most, inTurn);
  });
  // From a process of its own, so that there is always more to read.
  const write = `require('net').connect(${server.port}, '127.0.0.1').end('x\\n'.repeat(2e6) + 'that is all\\n')`;
  const speaker = spawn(process.execPath, ['-e', write], { stdio: 'ignore' });
  await server.event('spoke', ({ bytes }) => bytes.toString('latin1').endsWith('that is all\n'));
  clearImmediate(turn);
  speaker.kill();
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(MIB);
});

/** So many lines, each with its number. */
function numbered(count: number): string {
  return Array.from({ length: count }, (_, line) => `${line}\n`).join('');
}

describe('who is not read from for a while', () => {
  test('loses nothing that was received, when it is reset meanwhile', async () => {
    const server = await start({
      slowBacklog: 1000,
      maxBacklog: 1000 * MIB,
      slowAfter: 60_000,
      maxPause: 300,
    });
    const [flooder, stalled, reader] = (await server.joinMany(3)) as [TcpClient, TcpClient, TcpClient];
    stalled.socket.pause();
    let heard = '';
    reader.socket.removeAllListeners('data').on('data', (bytes) => {
      heard += bytes.toString('latin1').replace(/[^ab]/g, '');
    });
    const stop = flood(flooder);
    // Until the stalled one lags: from then on, whoever says much is held.
    await server.event('said');
    await pause(1000);
    stop();
    flooder.socket.destroy();
    const speaker = await server.join();
    speaker.say(`${'a'.repeat(5000)}\n`);
    await pause(50);
    speaker.say(`${'b'.repeat(5000)}\n`);
    await pause(50);
    speaker.socket.resetAndDestroy();
    const { port } = await server.event('left', ({ reason }) => reason === 'reset');
    expect(typeof port).toBe('number');
    while (heard.length < 10_000) await pause(10);
    expect(heard).toHaveLength(10_000);
  });

  test.each([
    ['has hung up, and something could not be sent to it', (socket: Socket) => socket.destroySoon()],
    ['was reset', (socket: Socket) => socket.resetAndDestroy()],
  ])('and %s is there for slowAfter, however much it has yet to say', async (_, leave) => {
    const server = await start({ rate: 1, slowAfter: 300 });
    const [speaker, other] = (await server.joinMany(2)) as [TcpClient, TcpClient];
    const { localPort } = speaker.socket;
    speaker.say(numbered(1000));
    await other.gets(numbered(5));
    const began = performance.now();
    leave(speaker.socket);
    const talk = always(20, () => other.say('are you there?\n')); // it is not, and resets
    const { reason, clients } = await server.event('left', (event) => event.port === localPort);
    clearInterval(talk);
    expect([reason, clients]).toEqual(['reset', 1]);
    expect(performance.now() - began).toBeGreaterThan(290);
    (await server.join()).say('who is there?\n');
    const { receivers } = await server.event('said', ({ text }) => text === 'who is there?');
    expect(receivers).toBe(1);
  });

  test('is not there for that when it is cut', async () => {
    const said$ = new Subject<Buffer>();
    const server = await start({ rate: 1, slowAfter: 60_000, maxBacklog: MIB, said$ });
    const [speaker, other] = (await server.joinMany(2)) as [TcpClient, TcpClient];
    const { localPort } = speaker.socket;
    speaker.socket.pause();
    speaker.say(numbered(1000));
    await other.gets(numbered(5));
    always(5, () => said$.next(Buffer.alloc(MIB)));
    const { reason } = await server.event('left', (event) => event.port === localPort);
    expect(reason).toBe('slow');
  });
});

describe('rate', () => {
  test('what is beyond is late, and all of it comes, in order', async () => {
    const server = await start({ rate: 20, framing: 'line' });
    const [alice, bob] = (await server.joinMany(2)) as [TcpClient, TcpClient];
    const lines = Array.from({ length: 120 }, (_, line) => `alice says: ${line}\n`);
    const began = performance.now();
    alice.say(lines.join(''));
    bob.say('bob is not held up\n');
    await alice.gets('bob is not held up\n');
    await bob.gets(lines.slice(0, 100).join(''));
    await bob.gets(lines[100] ?? '');
    expect(performance.now() - began).toBeGreaterThan(40);
    await bob.gets(lines.slice(101).join(''));
    expect(performance.now() - began).toBeGreaterThan(900);
  });

  test.each([
    ['hangs up', 'closed', (socket: Socket) => socket.destroySoon()],
    ['is reset', 'reset', (socket: Socket) => socket.resetAndDestroy()],
  ])('who %s says no more than others, and nothing less', async (_, wanted, leave) => {
    const server = await start({ rate: 20 });
    const [speaker, other] = (await server.joinMany(2)) as [TcpClient, TcpClient];
    const { localPort } = speaker.socket;
    const began = performance.now();
    speaker.say(numbered(120));
    await other.gets(numbered(100));
    leave(speaker.socket);
    await other.gets(numbered(120).slice(numbered(100).length));
    expect(performance.now() - began).toBeGreaterThan(900);
    const { reason } = await server.event('left', (event) => event.port === localPort);
    expect(reason).toBe(wanted);
  });

  test('a line is not torn by a wait of the server’s own', async () => {
    const server = await start({ rate: 50 });
    const alice = await server.join();
    // More than one read takes, so that a line is begun in it, and its rest comes when that has passed.
    const lines = Array.from({ length: 400 }, (_, line) => `${line} ${'x'.repeat(1000)}\n`);
    alice.say(lines.join(''));
    await server.event('said', ({ bytes }) => bytes.toString().startsWith('399 '));
    const said = server.events.flatMap((event) => (event.type === 'said' ? [event.bytes.toString()] : []));
    expect(said).toEqual(lines);
  });

  test('what was read and kept is passed on when the server stops', async () => {
    const stop$ = new Subject<void>();
    const server = await start({ rate: 1, stop$ });
    const [alice, bob] = (await server.joinMany(2)) as [TcpClient, TcpClient];
    alice.say(numbered(10));
    await bob.gets(numbered(5));
    alice.say('the last words\n');
    await pause(100); // until they are read, which nothing tells
    stop$.next();
    await bob.gets(`${numbered(10).slice(numbered(5).length)}the last words\n`);
  });

  test('a client that floods is not read from, so its own system holds it up', async () => {
    const server = await start({ rate: 10 });
    const [alice, bob] = (await server.joinMany(2)) as [TcpClient, TcpClient];
    flood(alice);
    await bob.take(5 * 65_536);
    await server.event('said');
    const taken = () => alice.socket.bytesWritten - alice.socket.writableLength;
    let before = -1;
    while (before !== taken()) {
      before = taken();
      await pause(200);
    }
    expect(taken()).toBeLessThan(32 * MIB); // what the kernel's buffers hold, and Node's
  });
});

describe('idle', () => {
  test('who says nothing is closed, who says something is not', async () => {
    const server = await start({ idleTimeout: 300 });
    const [silent, busy] = (await server.joinMany(2)) as [TcpClient, TcpClient];
    const busyPort = busy.socket.localPort;
    const silentPort = silent.socket.localPort;
    const talk = always(50, () => busy.say('.'));
    const { port } = await server.event('left', ({ reason }) => reason === 'idle');
    expect(port).toBe(silentPort);
    expect(await leftFor(server, 'idle')).toBe('nothing came for 300 milliseconds');
    await silent.ended();
    clearInterval(talk);
    const next = await server.event('left', (event) => event.port === busyPort);
    expect(next.reason).toBe('idle');
  });

  test('who is not read from is not silent', async () => {
    const server = await start({ idleTimeout: 200, rate: 2 });
    const [alice, bob] = (await server.joinMany(2)) as [TcpClient, TcpClient];
    const { localPort } = alice.socket;
    always(50, () => bob.say('b'));
    const lines = Array.from({ length: 12 }, (_, line) => `${line}\n`).join('');
    alice.say(lines);
    await bob.gets(lines);
    expect(server.events.some((event) => event.type === 'left' && event.port === localPort)).toBe(false);
  });
});

describe('/who:', () => {
  test('a thousand at once are answered six times, in two portions', async () => {
    const server = await start({ whoInterval: 200 });
    const alice = await server.join();
    const began = performance.now();
    alice.say('/who:\n'.repeat(1000));
    const answer = `1 clients connected.\n<unknown> connected from ${alice.address}.\n`;
    await alice.gets(answer.repeat(5));
    await alice.gets(answer);
    expect(performance.now() - began).toBeGreaterThan(190);
    await server.event('askedWho', ({ requests }) => requests > 1);
    const asked = server.events.filter((event) => event.type === 'askedWho');
    expect(asked.map(({ requests }) => requests)).toEqual([1, 1, 1, 1, 1, 995]);
    expect(asked[5]?.bytes.toString()).toBe('/who:\n');
  });

  test('a name in a request that waits is learned at once', async () => {
    const server = await start({ whoBurst: 1, whoInterval: 100 });
    const alice = await server.join();
    alice.say('/who:\nalice says: /who:\n');
    await alice.gets(`1 clients connected.\n<unknown> connected from ${alice.address}.\n`);
    await server.event('named', ({ name }) => name === 'alice');
    await alice.gets(`1 clients connected.\nalice connected from ${alice.address}.\n`);
  });
});

test('stripControl: what is passed on, learned and told of is without control characters', async () => {
  const server = await start({ stripControl: true });
  const [alice, bob] = (await server.joinMany(2)) as [TcpClient, TcpClient];
  alice.say('\u001b[2Jalice\u009b says: \u0007hi\tthere\r\n');
  await bob.gets('[2Jalice says: hi\tthere\n');
  expect(await server.event('named')).toMatchObject({ name: '[2Jalice' });
});

test('a client that connects while the server stops is refused, and one before it leaves for stopped', async () => {
  const stop$ = new Subject<void>();
  const server = await start({ stop$, statsInterval: 0 });
  const alice = await server.join();
  stop$.next();
  const late = connect(server.port, '127.0.0.1');
  const [error] = (await once(late, 'error').catch((cause: unknown) => [cause])) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
  await alice.ended();
  await leftFor(server, 'stopped');
  expect(await server.event('stats')).toMatchObject({
    isLast: true,
    clients: 0,
    joined: 1,
    left: { stopped: 1 },
  });
});

test('stats are sampled as often as asked', async () => {
  const server = await start({ statsInterval: 50 });
  const [alice, bob] = (await server.joinMany(2)) as [TcpClient, TcpClient];
  alice.say('hello\nyou\n');
  await bob.gets('hello\nyou\n');
  const { left, ...counts } = await server.event('stats', ({ messages }) => messages === 2);
  expect(Object.values(left)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  expect(counts).toEqual({
    ...{ type: 'stats', isLast: false, clients: 2, joined: 2, messages: 2, bytes: 10 },
    ...{ deliveredMessages: 2, deliveredBytes: 10, requests: 0, answers: 0 },
  });
});
