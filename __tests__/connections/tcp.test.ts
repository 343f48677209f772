import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { firstValueFrom, type Subscription } from 'rxjs';
import { tcpConnections, tcpListener, type Listener } from '../../src/connections/tcp.ts';
import { ConnectionLost, ListenError, OptionError } from '../../src/errors.ts';
import type { Connection, Delivery } from '../../src/events.ts';
import type { TcpOptions } from '../../src/options.ts';
import { TcpClient } from '../support/tcpClient.ts';

const subscriptions: Subscription[] = [];
afterEach(() => {
  for (const subscription of subscriptions.splice(0)) subscription.unsubscribe();
});

/** What a transport does, seen from above: the next connection, and everything that comes from it. */
class Transport {
  readonly connections: Connection[] = [];
  readonly subscription: Subscription;
  readonly #wake: (() => void)[] = [];

  constructor(listener: Listener) {
    this.subscription = listener.connections$.subscribe((connection) => {
      this.connections.push(connection);
      for (const wake of this.#wake.splice(0)) wake();
    });
    subscriptions.push(this.subscription);
  }

  async next(): Promise<Connection> {
    if (this.connections.length === 0) await new Promise<void>((resolve) => this.#wake.push(resolve));
    const connection = this.connections.shift();
    return connection ?? (await this.next());
  }
}

async function listen(options: TcpOptions = {}): Promise<{ listener: Listener; transport: Transport }> {
  const listener = await new Promise<Listener>((resolve, reject) => {
    subscriptions.push(tcpListener({ port: 0, ...options }).subscribe({ next: resolve, error: reject }));
  });
  return { listener, transport: new Transport(listener) };
}

/** Ends with the connection: what came, and how it ended. */
async function fate(connection: Connection): Promise<{ bytes: Buffer; end: unknown }> {
  const chunks: Buffer[] = [];
  return await new Promise((resolve) => {
    const end = (how: unknown) => resolve({ bytes: Buffer.concat(chunks), end: how });
    connection.received$.subscribe({
      next: (chunk) => chunks.push(chunk),
      complete: () => end('complete'),
      error: end,
    });
  });
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

/** Milliseconds that nothing here takes, however slow the machine is. */
const PATIENT = 600_000;

const delivery = (bytes: Buffer | string): Delivery => {
  const buffer = Buffer.from(bytes as string);
  return { bytes: buffer, messages: [buffer] };
};

describe('listening', () => {
  test('by default on all addresses of both families, IPv4 shown as such', async () => {
    const { listener, transport } = await listen();
    expect(listener.address).toBe('::');
    for (const host of ['127.0.0.1', '::1']) {
      const client = await TcpClient.connect(listener.port, host);
      expect(await transport.next()).toMatchObject({ address: host, port: client.socket.localPort });
      client.leave();
    }
  });

  test.each([
    ['127.0.0.1', '127.0.0.1', '::1'],
    ['::1', '::1', '127.0.0.1'],
    ['[::1]', '::1', '127.0.0.1'],
  ])('on %s alone', async (host, reachable, unreachable) => {
    const { listener } = await listen({ host });
    expect(listener.address).toBe(reachable);
    (await TcpClient.connect(listener.port, reachable)).leave();
    await expect(TcpClient.connect(listener.port, unreachable)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });

  test('on a host name', async () => {
    const { listener } = await listen({ host: 'localhost' });
    expect(['127.0.0.1', '::1']).toContain(listener.address);
  });

  test('a port in use is an error with code and advice', async () => {
    const { listener } = await listen();
    const error: unknown = await firstValueFrom(tcpListener({ port: listener.port })).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(ListenError);
    expect(error).toMatchObject({
      code: 'EADDRINUSE',
      message: `port ${listener.port} is in use on all addresses: end the program that has it, or choose another port`,
      cause: { code: 'EADDRINUSE' },
    });
  });

  test.each([
    ['192.0.2.77', 'EADDRNOTAVAIL', /^192\.0\.2\.77 is not an address of this machine: choose one that is/],
    [
      'no.such.host.invalid',
      'ENOTFOUND|EAI_AGAIN',
      /^no\.such\.host\.invalid cannot be resolved: check the host name/,
    ],
  ])('so is the address %s', async (host, code, message) => {
    const error: unknown = await firstValueFrom(tcpListener({ port: 0, host })).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ListenError);
    expect((error as ListenError).code).toMatch(new RegExp(code));
    expect((error as ListenError).message).toMatch(message);
  });

  test.each<[TcpOptions, RegExp]>([
    [{ port: 65536 }, /^port must be a whole number from 0 to 65535/],
    [{ port: 1.5 }, /^port must/],
    [{ maxBacklog: 0 }, /^maxBacklog must/],
    [{ drainTimeout: -1 }, /^drainTimeout must/],
    [{ host: '' }, /^host must be an address or a host name/],
    [{ host: '[]' }, /^host must/],
    [{ host: 'a b' }, /^host must/],
  ])('an option that cannot be is an error: %j', async (options, message) => {
    const error: unknown = await firstValueFrom(tcpListener(options)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(OptionError);
    expect((error as OptionError).message).toMatch(message);
  });

  test('is cold: each subscription listens, and unsubscribing frees the port at once', async () => {
    const { listener } = await listen();
    const { port } = listener;
    for (const subscription of subscriptions.splice(0)) subscription.unsubscribe();
    for (let round = 0; round < 3; round++) {
      const again = await listen({ port });
      expect(again.listener.port).toBe(port);
      for (const subscription of subscriptions.splice(0)) subscription.unsubscribe();
    }
  });

  test('unsubscribed before it listens, it never does', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, 'close');
    tcpListener({ port, host: 'localhost' }).subscribe().unsubscribe();
    const { listener } = await listen({ port, host: '127.0.0.1' });
    expect(listener.port).toBe(port);
    for (const subscription of subscriptions.splice(0)) subscription.unsubscribe();
    for (const host of ['127.0.0.1', '::1']) {
      await expect(TcpClient.connect(port, host)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    }
  });

  test('who connects while nobody asks for connections is turned away, and harms nobody', async () => {
    const { port } = await new Promise<Listener>((resolve) => {
      subscriptions.push(tcpListener({ port: 0 }).subscribe(resolve));
    });
    for (let client = 0; client < 3; client++) {
      const early = await TcpClient.connect(port);
      early.say('hello');
      expect(await early.ended()).toHaveLength(0);
    }
  });

  test('a connection outlives its listener', async () => {
    const { listener, transport } = await listen();
    const client = await TcpClient.connect(listener.port);
    const connection = await transport.next();
    transport.subscription.unsubscribe();
    await expect(TcpClient.connect(listener.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    connection.send(delivery('still here'));
    await client.gets('still here');
    client.leave();
  });

  test('tcpConnections are the connections alone', async () => {
    const { listener } = await listen();
    for (const subscription of subscriptions.splice(0)) subscription.unsubscribe();
    const first = firstValueFrom(tcpConnections({ port: listener.port, host: '127.0.0.1' }));
    let client: TcpClient | undefined;
    while (client === undefined) client = await TcpClient.connect(listener.port).catch(() => undefined);
    expect((await first).port).toBe(client.socket.localPort);
    client.leave();
  });
});

describe('a connection', () => {
  async function pair(options: TcpOptions = {}): Promise<{ client: TcpClient; connection: Connection }> {
    const { listener, transport } = await listen(options);
    const client = await TcpClient.connect(listener.port);
    return { client, connection: await transport.next() };
  }

  test('that ends its side completes with all it sent, and still gets what is for it', async () => {
    const { client, connection } = await pair();
    const ending = fate(connection);
    client.socket.end('the last words');
    expect(await ending).toEqual({ bytes: Buffer.from('the last words'), end: 'complete' });
    connection.send(delivery('good-bye'));
    connection.close();
    expect((await client.ended()).toString()).toBe('good-bye');
  });

  test('that is kept open is closed when it is so no more, with what was sent meanwhile', async () => {
    const { client, connection } = await pair();
    const releases = [connection.keepOpen?.(), connection.keepOpen?.()];
    connection.close();
    releases[0]?.();
    connection.send(delivery('the answer'));
    await client.gets('the answer');
    expect(client.socket.readableEnded).toBe(false);
    releases[1]?.();
    expect(String(await client.ended())).toBe('');
  });

  test('tells how much waits for it', async () => {
    const { connection } = await pair();
    expect(connection.backlog).toBe(0);
    connection.send(delivery('x'.repeat(8 * 1024 * 1024)));
    expect(connection.backlog).toBeGreaterThan(1024 * 1024);
    connection.close();
  });

  test('that is reset is lost, reason reset', async () => {
    const { client, connection } = await pair();
    const ending = fate(connection);
    client.socket.resetAndDestroy();
    const { end } = await ending;
    expect(end).toBeInstanceOf(ConnectionLost);
    expect(end).toMatchObject({ reason: 'reset', cause: { code: 'ECONNRESET' } });
    connection.send(delivery('nobody there'));
    connection.close();
  });

  test('that is over before anybody listens to it is over at once', async () => {
    const ended = await pair();
    ended.client.socket.end('bye');
    const lost = await pair();
    lost.client.socket.resetAndDestroy();
    const left = await pair();
    left.client.socket.end();
    left.connection.close();
    await left.client.ended();
    for (const { client } of [ended, lost, left]) if (!client.socket.closed) client.socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await fate(ended.connection)).toEqual({ bytes: Buffer.from('bye'), end: 'complete' });
    expect((await fate(lost.connection)).end).toMatchObject({ reason: 'reset' });
    expect((await fate(left.connection)).end).toBe('complete');
  });

  test('that says something and is gone is heard, even if it was written to in between', async () => {
    const { client, connection } = await pair();
    client.socket.write('last words');
    client.socket.resetAndDestroy();
    await once(client.socket, 'close');
    connection.send(delivery('are you there?'));
    connection.send(delivery('hello?'));
    const { bytes, end } = await fate(connection);
    expect(bytes.toString()).toBe('last words');
    expect(end).toMatchObject({ reason: 'reset' });
  });

  test('that is reset while nobody listens to it yet is heard to its last words', async () => {
    const { client, connection } = await pair();
    client.socket.write('last words');
    await turns(20);
    client.socket.resetAndDestroy();
    await once(client.socket, 'close');
    await turns(20);
    expect((await fate(connection)).bytes.toString()).toBe('last words');
  });

  test('that does not read is cut once its backlog is full, reason slow', async () => {
    const { client, connection } = await pair({ maxBacklog: 1024 * 1024 });
    client.socket.pause();
    const ending = fate(connection);
    const block = delivery(Buffer.alloc(512 * 1024));
    for (let sent = 0; sent < 64; sent++) {
      connection.send(block);
      await new Promise(setImmediate);
    }
    expect((await ending).end).toMatchObject({
      reason: 'slow',
      message: 'the client left more than 1048576 bytes unread',
    });
    client.leave();
  });

  test('gets a batch larger than its whole backlog, if it waits for nothing else', async () => {
    const { client, connection } = await pair({ maxBacklog: 1000, slowAfter: PATIENT });
    const large = Buffer.alloc(20 * 1024 * 1024, 'x');
    connection.send(delivery(large));
    expect((await client.take(large.length)).equals(large)).toBe(true);
    client.leave();
  });

  test('gets everything in order, whatever waits in between', async () => {
    const { client, connection } = await pair();
    client.socket.pause();
    const sent: Buffer[] = [];
    for (let index = 0; index < 2000; index++) {
      const bytes = Buffer.alloc(1 + ((index * 37) % 6000), index);
      sent.push(bytes);
      connection.send(delivery(bytes));
    }
    client.socket.resume();
    const all = Buffer.concat(sent);
    expect((await client.take(all.length)).equals(all)).toBe(true);
    connection.close();
    expect((await client.ended()).length).toBe(0);
  });

  test('is closed with all that is unsent', async () => {
    const { client, connection } = await pair({ drainTimeout: PATIENT });
    client.socket.pause();
    const large = Buffer.alloc(7 * 1024 * 1024, 'x');
    connection.send(delivery(large));
    connection.send(delivery(large.subarray(0, 1024 * 1024)));
    connection.close();
    connection.send(delivery('too late'));
    client.socket.resume();
    expect(await client.ended()).toHaveLength(8 * 1024 * 1024);
  });

  test('is closed without it after drainTimeout', async () => {
    const { client, connection } = await pair({ drainTimeout: 20 });
    client.socket.pause();
    const ending = fate(connection);
    connection.send(delivery(Buffer.alloc(16 * 1024 * 1024)));
    connection.close();
    connection.close();
    await ending;
    client.socket.resume();
    await client.ended();
    expect(client.received.length).toBeLessThan(16 * 1024 * 1024);
  });

  test('has an id of its own', async () => {
    const { listener, transport } = await listen();
    const clients = [await TcpClient.connect(listener.port), await TcpClient.connect(listener.port)];
    const [first, second] = [await transport.next(), await transport.next()];
    expect(first.id).not.toBe(second.id);
    for (const client of clients) client.leave();
  });
});
