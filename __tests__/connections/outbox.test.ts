import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Joint } from '../../src/connections/joint.ts';
import { Outbox } from '../../src/connections/outbox.ts';

let server: Server;
let reader: Socket;
let socket: Socket;
let overflows: number;

/** A real pair of sockets: what the outbox sends to `socket`, `reader` gets once it reads. */
beforeEach(async () => {
  server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  [[reader]] = (await Promise.all([once(server, 'connection'), once(socket, 'connect')])) as [
    [Socket],
    unknown,
  ];
  overflows = 0;
});

afterEach(() => {
  for (const end of [socket, reader]) end.destroy();
  server.close();
});

const outboxOf = (maxBacklog: number) => new Outbox(socket, new Joint(), maxBacklog, () => (overflows += 1));

async function read(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  reader.on('data', (chunk) => chunks.push(chunk)).resume();
  await once(reader, 'end');
  return Buffer.concat(chunks);
}

/** Fills what the kernel takes, and a little more. */
function stall(outbox: Outbox): Buffer[] {
  const sent: Buffer[] = [];
  while (outbox.backlog === 0) {
    const bytes = Buffer.alloc(256 * 1024, sent.length);
    sent.push(bytes);
    outbox.send(bytes);
  }
  return sent;
}

test('a socket that keeps up has no backlog', async () => {
  const outbox = outboxOf(1000);
  for (const word of ['one ', 'two ', 'three']) outbox.send(Buffer.from(word));
  expect(outbox.backlog).toBe(0);
  outbox.end();
  expect((await read()).toString()).toBe('one two three');
});

test('the backlog is counted in bytes, and sent in order once the reader reads', async () => {
  const outbox = outboxOf(100_000_000);
  const sent = stall(outbox);
  const { backlog } = outbox;
  for (let count = 0; count < 1000; count++) {
    const bytes = Buffer.alloc(1 + (count % 5000), count);
    sent.push(bytes);
    outbox.send(bytes);
  }
  const more = sent.slice(-1000).reduce((bytes, { length }) => bytes + length, 0);
  expect(outbox.backlog).toBe(backlog + more);
  outbox.end();
  outbox.send(Buffer.from('too late'));
  expect((await read()).equals(Buffer.concat(sent))).toBe(true);
  expect(overflows).toBe(0);
});

test('what would pass maxBacklog is not taken, but told', () => {
  const outbox = outboxOf(1_000_000);
  stall(outbox);
  const { backlog } = outbox;
  outbox.send(Buffer.alloc(1_000_000 - backlog));
  expect([outbox.backlog, overflows]).toEqual([1_000_000, 0]);
  outbox.send(Buffer.alloc(1));
  expect([outbox.backlog, overflows]).toEqual([1_000_000, 1]);
});

test('one batch larger than maxBacklog is taken by a socket with nothing unsent', async () => {
  const outbox = outboxOf(1);
  const large = Buffer.alloc(20_000_000, 'x');
  outbox.send(large);
  expect(overflows).toBe(0);
  outbox.end();
  expect((await read()).equals(large)).toBe(true);
});

test('bytes in pieces are sent in order, while the socket keeps up and while it does not', async () => {
  const outbox = outboxOf(100_000_000);
  const sent: Buffer[] = [];
  const sendPieces = (...pieces: Buffer[]) => {
    sent.push(...pieces);
    outbox.sendPieces(pieces);
  };
  for (const word of ['one ', 'two ', 'three ']) sendPieces(Buffer.from(word), Buffer.from('and '));
  expect(outbox.backlog).toBe(0);
  // The last of these is taken by the kernel in part, out of memory that the next pieces are joined in.
  for (let fill = 0; outbox.backlog === 0; fill++) {
    sendPieces(Buffer.alloc(30_000, fill), Buffer.alloc(30_000, fill + 1));
  }
  for (let count = 0; count < 100; count++) sendPieces(Buffer.alloc(50, count), Buffer.alloc(60, count));
  outbox.end();
  expect((await read()).equals(Buffer.concat(sent))).toBe(true);
  expect(overflows).toBe(0);
});

test('memory that a socket still sends from is not written to for another', async () => {
  const joint = new Joint();
  const outbox = new Outbox(socket, joint, 100_000_000, () => (overflows += 1));
  const sent: Buffer[] = [];
  for (let fill = 0; outbox.backlog === 0; fill++) {
    const pieces = [Buffer.alloc(30_000, fill), Buffer.alloc(30_000, fill + 1)];
    sent.push(...pieces);
    outbox.sendPieces(pieces);
  }
  joint.join([Buffer.alloc(32_000, 'somebody '), Buffer.alloc(32_000, 'else ')]);
  outbox.end();
  expect((await read()).equals(Buffer.concat(sent))).toBe(true);
});

test('pieces that would pass maxBacklog together are not taken, none of them', () => {
  const outbox = outboxOf(1_000_000);
  stall(outbox);
  const room = 1_000_000 - outbox.backlog;
  outbox.sendPieces([Buffer.alloc(room), Buffer.alloc(1)]);
  expect([outbox.backlog, overflows]).toEqual([1_000_000 - room, 1]);
  outbox.sendPieces([Buffer.alloc(room - 1), Buffer.alloc(1)]);
  expect([outbox.backlog, overflows]).toEqual([1_000_000, 1]);
});

test('a socket that is gone takes nothing', () => {
  const outbox = outboxOf(1000);
  socket.destroy();
  outbox.send(Buffer.from('hello'));
  outbox.sendPieces([Buffer.from('hello '), Buffer.from('you')]);
  expect([outbox.backlog, overflows]).toEqual([0, 0]);
});
