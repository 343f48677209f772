import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { WebSocketServer } from 'ws';
import { Client } from '../../bench/load/client.ts';
import { Crowd } from '../../bench/load/crowd.ts';
import { probe } from '../../bench/load/probes.ts';
import { storm } from '../../bench/load/storm.ts';
import { talk } from '../../bench/load/talk.ts';
import { takeTurns, WARM_UPS } from '../../bench/load/turns.ts';
import { frameCounter } from '../../bench/protocols/frameCounter.ts';
import { raw } from '../../bench/protocols/raw.ts';
import { browser, webSocket } from '../../bench/protocols/webSocket.ts';
import { frame } from '../../bench/protocols/webSocketFrame.ts';
import { RunningServer } from '../support/runningServer.ts';
import { WebServer } from '../support/webServer.ts';

const WORKLOAD = { name: 'test', about: '', clients: 8, speakers: 3, messages: 50, size: 64, window: 5 };
/** Enough for servers of this process. */
const WAITS = { patience: 1000, quiet: 20 };

let end: () => void = () => undefined;
afterEach(() => end());

/** Plays the workload against the server that listens on this port of this process. */
async function play(port: number): Promise<unknown> {
  const crowd = new Crowd([{ port, protocol: raw }], WAITS);
  try {
    return await talk(crowd, WORKLOAD, process.pid);
  } finally {
    crowd.leave();
  }
}

/** A chat server with a fault: `pass` is asked with each chunk, and its number. */
async function faulty(
  pass: (chunk: Buffer, number: number, from: Socket, to: Socket) => Buffer | undefined,
): Promise<number> {
  const sockets = new Set<Socket>();
  let chunks = 0;
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.write('Thank you for connecting');
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      chunks++;
      for (const other of sockets) {
        const passed = pass(chunk, chunks, socket, other);
        if (passed !== undefined) other.write(passed);
      }
    });
  }).listen(0, '127.0.0.1');
  end = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function toOthers(chunk: Buffer, from: Socket, to: Socket): Buffer | undefined {
  return from === to ? undefined : chunk;
}

describe('the load generator', () => {
  test('counts every byte that the server delivers', async () => {
    const server = await RunningServer.start();
    end = () => server.close();
    const cost = await play(server.port);
    expect(cost).toEqual({
      nanoseconds: expect.any(Number),
      perSecond: expect.any(Number),
      peakBytes: expect.any(Number),
    });
    const said = server.events.filter(({ type }) => type === 'said');
    expect(said).toHaveLength(WORKLOAD.speakers * WORKLOAD.messages + 1); // and the rehearsal
  });

  test('takes a server as it should be', async () => {
    const port = await faulty((chunk, _, from, to) => toOthers(chunk, from, to));
    await expect(play(port)).resolves.toBeDefined();
  });

  test.each([
    [
      'loses messages',
      'lost messages',
      (chunk: Buffer, number: number, from: Socket, to: Socket) =>
        number === 9 ? undefined : toOthers(chunk, from, to),
    ],
    [
      'loses one byte for one client',
      'lost messages',
      (chunk: Buffer, number: number, from: Socket, to: Socket) =>
        toOthers(number === 9 ? chunk.subarray(1) : chunk, from, to),
    ],
    [
      'sends more than was said',
      /sent (?:more than was said|to the wrong clients)/, // the same, where its last message comes later than the rest
      (chunk: Buffer, number: number, from: Socket, to: Socket) =>
        from !== to && number === 9 ? Buffer.concat([chunk, chunk]) : toOthers(chunk, from, to),
    ],
    [
      'cuts a client off',
      'dropped clients',
      (chunk: Buffer, number: number, from: Socket, to: Socket) => {
        if (number === 9 && from === to) from.destroy();
        return toOthers(chunk, from, to);
      },
    ],
  ])('notices a server that %s', async (_, why, fault) => {
    await expect(play(await faulty(fault))).rejects.toThrow(why);
  });

  test('notices a server that does not serve everybody', async () => {
    const served = new Set<Socket>();
    const port = await faulty((chunk, _, from, to) => {
      if (served.size < 5) served.add(to);
      return served.has(to) ? toOthers(chunk, from, to) : undefined;
    });
    await expect(play(port)).rejects.toThrow('too many clients');
  });

  test('notices that nobody listens', async () => {
    const port = await faulty(() => undefined);
    end();
    await expect(play(port)).rejects.toThrow('too many clients');
  });
});

describe('clients by WebSocket', () => {
  test.each([
    ['browsers, among others by TCP', [raw, browser]],
    ['libraries', [webSocket]],
  ])('that are %s get every message in a frame of its own', async (_, protocols) => {
    const server = await WebServer.start();
    const doors = protocols.map((protocol) => ({
      port: protocol === raw ? server.tcp.port : server.port,
      protocol,
    }));
    const crowd = new Crowd(doors, WAITS);
    end = () => {
      crowd.leave();
      server.close();
    };
    await talk(crowd, WORKLOAD, process.pid);
    const last = crowd.clients.at(-1);
    expect(last?.protocol).toBe(protocols.at(-1));
    expect(last?.messages).toBe(WORKLOAD.speakers * WORKLOAD.messages);
    expect(last?.received).toBe(WORKLOAD.speakers * WORKLOAD.messages * WORKLOAD.size);
  });

  test('begin to read right behind the greeting', async () => {
    let behind = (): unknown => undefined;
    const roster = frame(0x01, Buffer.from('{"type":"roster"}'));
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        const greeting = frame(0x02, Buffer.from('Thank you for connecting'));
        socket.write(
          Buffer.concat([Buffer.from('HTTP/1.1 101 Go\r\n\r\n'), greeting, roster.subarray(0, 9)]),
        );
      });
      socket.on('close', () => server.close());
      behind = () => socket.write(Buffer.concat([roster.subarray(9), frame(0x02, Buffer.from('hello'))]));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo; // it listens on TCP
    const said = new Promise<number>((heard, lost) => {
      const client = new Client(port, webSocket, {
        heard: (bytes) => (bytes > 0 ? heard(client.messages ?? NaN) : undefined),
        lost,
      });
      end = () => client.leave();
      client.ready.then(() => behind(), lost);
    });
    expect(await said).toBe(1);
  });

  test('notice a server that joins messages to one', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    const kept: Buffer[] = [];
    server.on('connection', (socket) => {
      socket.send(Buffer.from('Thank you for connecting'));
      socket.on('message', (message: Buffer) => {
        kept.push(message);
        setTimeout(() => {
          const bytes = Buffer.concat(kept.splice(0));
          for (const other of server.clients) if (other !== socket && bytes.length > 0) other.send(bytes);
        }, 5);
      });
    });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo; // it listens on TCP
    const crowd = new Crowd([{ port, protocol: webSocket }], WAITS);
    end = () => {
      crowd.leave();
      server.close();
    };
    await expect(talk(crowd, { ...WORKLOAD, speakers: 1 }, process.pid)).rejects.toThrow(
      'cut or joined messages',
    );
  });
});

test('servers take turns, and each tells its rounds', async () => {
  const servers = [await RunningServer.start(), await RunningServer.start()];
  end = () => servers.forEach((server) => server.close());
  const contestants = servers.map(({ port }) => ({ port, pid: process.pid }));
  const costs = await takeTurns(contestants, { ...WORKLOAD, messages: 2 }, 3);
  expect(costs.map((rounds) => rounds.length)).toEqual([3, 3]);
  const heard = servers.map(({ events }) => events.filter(({ type }) => type === 'said').length);
  const each = (WARM_UPS + 3) * WORKLOAD.speakers * 2;
  expect(heard).toEqual([each + 1, each + 1]); // and the rehearsal
});

test('a storm brings everybody in', async () => {
  const server = await RunningServer.start();
  const crowd = new Crowd([{ port: server.port, protocol: raw }]);
  end = () => {
    crowd.leave();
    server.close();
  };
  const { everybody, longest, refused } = await storm(crowd, 50, process.pid, 20);
  expect(refused).toBe(0);
  expect(longest).toBeGreaterThan(0);
  expect(everybody).toBeGreaterThanOrEqual(longest);
  expect(server.events.filter(({ type }) => type === 'joined')).toHaveLength(50);
});

test('probes are picked out of what others say', async () => {
  const server = await RunningServer.start();
  const other = await server.join();
  end = () => server.close();
  const delays = probe(server.port, 5, 64);
  await server.event('said', ({ text }) => text.startsWith('2 '));
  other.say('alice says: probe says: 3 \n');
  expect(await delays).toHaveLength(5);
});

describe('frameCounter', () => {
  const lengths = new Map([
    [0x61, 3],
    [0x62, 5],
  ]);

  test.each([1, 2, 3, 4, 7, 16])('counts one kind of frame, in reads of %p bytes', (size) => {
    const stream = Buffer.from('abcbbbbbaxxbaaaa');
    const counter = frameCounter(lengths, 0x61);
    let sum = 0;
    for (let at = 0; at < stream.length; at += size) {
      const read = stream.subarray(at, at + size);
      sum += counter(read, read.length);
    }
    expect(sum).toBe(6);
  });

  test('throws where no frame begins', () => {
    expect(() => frameCounter(lengths, 0x61)(Buffer.from('abc?'), 4)).toThrow('garbled');
  });
});
