import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Backlogs } from '../../src/connections/backlogs.ts';
import { Joint } from '../../src/connections/joint.ts';
import { Outbox } from '../../src/connections/outbox.ts';
import { ConnectionLost } from '../../src/errors.ts';

let server: Server;
let reader: Socket;
let socket: Socket;
let backlogs: Backlogs;
let outbox: Outbox;
let lost: unknown;

/** A real pair of sockets: what the outbox sends to `socket`, `reader` gets once it reads. */
beforeEach(async () => {
  server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  [[reader]] = (await Promise.all([once(server, 'connection'), once(socket, 'connect')])) as [
    [Socket],
    unknown,
  ];
  lost = undefined;
  socket.on('error', (error) => (lost = error));
});

afterEach(() => {
  outbox.discard(); // as its connection does; nobody looks after it then
  for (const end of [socket, reader]) end.destroy();
  server.close();
});

function makeOutbox(maxBacklog: number, joint = new Joint(), slowAfter = 1e9): void {
  const limits = { maxBacklog, slowBacklog: 1e9, slowAfter, maxTotalBacklog: 1e9 };
  backlogs = new Backlogs(limits, () => undefined);
  outbox = new Outbox(socket, joint, backlogs);
}

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
  makeOutbox(1000);
  for (const word of ['one ', 'two ', 'three']) outbox.send(Buffer.from(word));
  expect([outbox.backlog, outbox.delayed, backlogs.total]).toEqual([0, 0, 0]);
  outbox.end();
  expect((await read()).toString()).toBe('one two three');
});

test('the backlog is counted in bytes, told of, and sent in order once the reader reads', async () => {
  makeOutbox(100_000_000);
  const sent = stall(outbox);
  const { backlog } = outbox;
  expect(backlogs.total).toBe(backlog);
  for (let count = 0; count < 1000; count++) {
    const bytes = Buffer.alloc(1 + (count % 5000), count);
    sent.push(bytes);
    outbox.send(bytes);
  }
  const more = sent.slice(-1000).reduce((bytes, { length }) => bytes + length, 0);
  expect([outbox.backlog, outbox.delayed, backlogs.total]).toEqual([backlog + more, more, backlog + more]);
  outbox.end();
  outbox.send(Buffer.from('too late'));
  expect((await read()).equals(Buffer.concat(sent))).toBe(true);
  expect([outbox.backlog, backlogs.total, lost]).toEqual([0, 0, undefined]);
});

test('what would pass maxBacklog ends the connection, reason slow, and nothing waits any more', async () => {
  makeOutbox(1_000_000);
  stall(outbox);
  outbox.send(Buffer.alloc(1_000_000 - outbox.backlog));
  expect([outbox.backlog, socket.destroyed]).toEqual([1_000_000, false]);
  outbox.send(Buffer.alloc(1));
  expect([outbox.backlog, backlogs.total, socket.destroyed]).toEqual([0, 0, true]);
  await new Promise((resolve) => socket.once('close', resolve));
  expect(lost).toEqual(new ConnectionLost('slow', 'the client left more than 1000000 bytes unread'));
});

test('one batch larger than maxBacklog is taken by a socket with nothing unsent', async () => {
  makeOutbox(1);
  const large = Buffer.alloc(20_000_000, 'x');
  outbox.send(large);
  expect(socket.destroyed).toBe(false);
  outbox.end();
  expect((await read()).equals(large)).toBe(true);
});

test('one batch that is read for longer than slowAfter is read to its end', async () => {
  makeOutbox(1, new Joint(), 2000);
  outbox.send(Buffer.alloc(40_000_000));
  let got = 0;
  let wanted = 0;
  reader.on('data', ({ length }) => {
    got += length;
    if (got >= wanted) reader.pause();
  });
  while (got < 40_000_000 && lost === undefined) {
    wanted = got + 256 * 1024;
    reader.resume();
    await pause(20);
  }
  expect([got, lost]).toEqual([40_000_000, undefined]);
});

test('bytes in pieces are sent in order, while the socket keeps up and while it does not', async () => {
  makeOutbox(100_000_000);
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
  expect(lost).toBe(undefined);
});

test('memory that a socket still sends from is not written to for another', async () => {
  const joint = new Joint();
  makeOutbox(100_000_000, joint);
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

test('pieces count together', () => {
  makeOutbox(1_000_000);
  stall(outbox);
  outbox.sendPieces([Buffer.alloc(999_999 - outbox.backlog), Buffer.alloc(1)]);
  expect([outbox.backlog, socket.destroyed]).toEqual([1_000_000, false]);
  outbox.sendPieces([Buffer.alloc(1)]);
  expect([outbox.backlog, socket.destroyed]).toEqual([0, true]);
});

test('when the socket goes, nothing waits any more', () => {
  makeOutbox(100_000_000);
  stall(outbox);
  outbox.send(Buffer.alloc(100));
  socket.destroy();
  outbox.discard();
  outbox.send(Buffer.from('hello'));
  outbox.sendPieces([Buffer.from('hello '), Buffer.from('you')]);
  expect([outbox.backlog, backlogs.total]).toEqual([0, 0]);
});
