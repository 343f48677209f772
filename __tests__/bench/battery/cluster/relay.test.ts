import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Relay } from '../../../../bench/battery/cluster/relay.ts';

let server: Server;
let relay: Relay;
beforeEach(async () => {
  server = createServer((socket) => socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  relay = await Relay.to(new URL(`nats://127.0.0.1:${port}`));
});
afterEach(() => {
  relay.end();
  server.close();
});

function node(): Socket {
  const socket = connect(Number(new URL(relay.url).port), '127.0.0.1');
  return socket.on('error', () => undefined);
}

/** However it ends. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.on('close', () => resolve()));
}

test('a relay passes on what comes, both ways', async () => {
  const socket = node();
  socket.write('PING');
  expect(await once(socket, 'data')).toEqual([Buffer.from('PING')]);
  socket.end();
  await closed(socket);
});

test('one that is cut ends what passes, and lets nobody through until it is mended', async () => {
  const before = node();
  before.write('PING');
  await once(before, 'data');
  relay.cut();
  await closed(before);
  await closed(node());
  relay.mend();
  const after = node();
  after.write('PING');
  expect(await once(after, 'data')).toEqual([Buffer.from('PING')]);
});
