import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { probe } from '../../src/nats/probe.ts';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** When whoever comes is gone. */
async function closed(server: Server): Promise<void> {
  const [socket] = (await once(server, 'connection')) as [Socket]; // as Node documents it
  await once(socket, 'close');
}

/** Something that listens, and does this with whoever comes. */
async function listening(serve: (socket: Socket) => void): Promise<{ url: string; gone: Promise<void> }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).resume();
    serve(socket);
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  const gone = closed(server);
  return { url: `nats://127.0.0.1:${port}`, gone };
}

test('a broker says that it is there', async () => {
  const { url, gone } = await listening((socket) => socket.write('INFO {}\r\n'));
  await expect(probe(url, 10_000)).resolves.toBeUndefined();
  await gone;
});

test('who says nothing is left', async () => {
  const { url, gone } = await listening(() => undefined);
  await expect(probe(url, 50)).rejects.toThrow('the broker does not answer');
  await gone;
});

test('who says something else is no broker', async () => {
  const { url, gone } = await listening((socket) => socket.write('SSH-2.0-OpenSSH\r\n'));
  await expect(probe(url, 10_000)).rejects.toThrow('that is no broker of NATS');
  await gone;
});

test('who hangs up, or is not there, is none', async () => {
  const { url } = await listening((socket) => socket.end());
  await expect(probe(url, 10_000)).rejects.toThrow('the broker hangs up');
  await expect(probe('nats://127.0.0.1:1', 10_000)).rejects.toThrow('connection refused');
  await expect(probe('nats://[::1]:1', 10_000)).rejects.toThrow('connection refused');
});
