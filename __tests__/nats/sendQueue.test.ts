import { describe, expect, test } from '@jest/globals';
import { type Batch, SendQueue } from '../../src/nats/sendQueue.ts';
import type { Outgoing } from '../../src/operators/fanOut.ts';
import { Speech } from '../../src/speech.ts';
import { MemoryConnection } from '../support/memoryConnection.ts';

const NODE = 'here-0123456789ab';
const KIB = 1024;
const speaker = new MemoryConnection();
const client = { id: 1, name: 'alice', address: '192.0.2.1', port: 1001 };

function said(text: string, count = 1, origin?: string): Speech {
  return new Speech(speaker, client, Buffer.from(text), count, undefined, origin);
}

function queueOf(...outgoing: Outgoing[]): SendQueue {
  const queue = new SendQueue(NODE, KIB * KIB);
  queue.add(outgoing);
  return queue;
}

function takeAll(queue: SendQueue, now = 0): Batch[] {
  const batches: Batch[] = [];
  for (let batch = queue.take(now); batch !== undefined; batch = queue.take(now)) batches.push(batch);
  return batches;
}

const numbers = (batches: readonly Batch[]) => batches.map(({ first, count }) => [first, count]);
const headerOf = (queue: SendQueue, batch: Batch | undefined) =>
  batch && queue.headersOf(batch).get('Talk-Batch');

describe('what is said here', () => {
  test('travels together, numbered, with whose it is', () => {
    const bytes = Buffer.from('to all');
    const queue = queueOf(said('alice says: hi\n'), said('a\nb\n', 2), {
      type: 'announced',
      bytes,
      text: 'to all',
    });
    const batch = queue.take(0);
    expect(batch).toMatchObject({ first: 1, count: 4, bytes: Buffer.from('alice says: hi\na\nb\nto all') });
    expect(headerOf(queue, batch)).toBe(
      '{"first":1,"floor":1,"clients":[[1,"alice","192.0.2.1",1001]],"parts":[[0,15,1],[0,4,2],[-1,6,1,0]]}',
    );
    expect(batch && queue.headersOf(batch).get('Nats-Msg-Id')).toBe(`${NODE}.1`);
    expect(queue.take(0)).toBeUndefined();
  });

  test('is all that is sent: not what others said, nor what merely happened', () => {
    const left: Outgoing = { type: 'left', ...client, reason: 'closed', clients: 0 };
    const announced: Outgoing = { type: 'announced', bytes: Buffer.from('x'), text: 'x', origin: 'b' };
    expect(queueOf(said('x', 1, 'b'), announced, left).isEmpty).toBe(true);
  });

  test('is sent in batches of 256 KiB or so', () => {
    const speeches = Array.from({ length: 10 }, () => said('x'.repeat(60 * KIB)));
    const large = new SendQueue(NODE, 8 * KIB * KIB);
    large.add(speeches);
    expect(takeAll(large).map(({ count }) => count)).toEqual([5, 5]);
  });

  test('is cut where a broker would not take it: between lines, or where there are none', () => {
    const queue = new SendQueue(NODE, 8 * KIB * KIB);
    const line = `${'x'.repeat(300 * KIB - 1)}\n`;
    queue.add([said(line.repeat(3), 3), said('y'.repeat(600 * KIB))]);
    const batches = takeAll(queue);
    expect(numbers(batches)).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 1],
      [5, 1],
    ]);
    expect(batches.map(({ bytes }) => bytes.length / KIB)).toEqual([300, 300, 300, 512, 88]);
    expect(headerOf(queue, batches[3])).toContain('"parts":[[0,524288,1]]');
    expect(headerOf(queue, batches[4])).toContain('"parts":[[0,90112,1,0]]'); // no name is in the rest of a message
  });
});

describe('what a broker does not take', () => {
  test('is cut into what it does', () => {
    const queue = queueOf();
    queue.fit(4 * KIB);
    queue.add([said('x'.repeat(5 * KIB))]);
    queue.add(Array.from({ length: 100 }, () => said('hello\n')));
    const sizes = takeAll(queue).map((batch) => {
      return batch.bytes.length + (headerOf(queue, batch)?.length ?? 0);
    });
    expect(Math.max(...sizes)).toBeLessThan(4 * KIB);
  });

  test('and was packed before is given up, and told', () => {
    const queue = queueOf(said('hello'));
    const batch = queue.take(0);
    if (batch !== undefined) queue.giveUp(batch);
    expect(queue.takeLoss()).toEqual({ messages: 1, bytes: 5 });
    expect([queue.isEmpty, queue.floor]).toEqual([true, 2]);
  });
});

describe('what is not acknowledged', () => {
  test('is kept, and the floor is where it begins', () => {
    const queue = queueOf();
    for (const text of ['a', 'b', 'c']) {
      queue.add([said(text)]);
      queue.take(0);
    }
    expect([queue.floor, queue.sent]).toEqual([1, 3]);
    queue.acknowledge(2);
    expect(queue.floor).toBe(1);
    queue.acknowledge(1);
    expect(queue.floor).toBe(3);
    queue.acknowledge(3);
    expect([queue.floor, queue.sent, queue.isEmpty]).toEqual([4, 3, true]);
    queue.acknowledge(3);
    expect(queue.isEmpty).toBe(true);
  });

  test('is sent again after 2 s, then after twice as long, up to 30 s', () => {
    const queue = queueOf(said('a'));
    expect(numbers(takeAll(queue, 0))).toEqual([[1, 1]]);
    const again: number[] = [];
    for (let now = 100; now <= 100_000; now += 100) {
      queue.sendDue(now);
      queue.sendDue(now);
      if (takeAll(queue, now).length > 0) again.push(now / 1000);
    }
    expect(again).toEqual([2, 6, 14, 30, 60, 90]);
  });

  test('is sent again sooner where it was not taken', () => {
    const queue = queueOf(said('a'));
    queue.take(0);
    queue.refuse(1, 100);
    queue.refuse(2, 100);
    queue.sendDue(599);
    expect(queue.take(599)).toBeUndefined();
    queue.sendDue(600);
    expect(queue.take(600)?.first).toBe(1);
    queue.refuse(1, 700);
    queue.sendDue(1699);
    expect(queue.take(1699)).toBeUndefined();
    queue.sendDue(1700);
    expect(queue.take(1700)?.first).toBe(1);
  });

  test('is sent before all else by a new connection, in order', () => {
    const queue = queueOf(said('a'));
    queue.take(0);
    queue.add([said('b')]);
    queue.take(0);
    queue.add([said('c')]);
    queue.sendAll();
    expect(numbers(takeAll(queue))).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
  });

  test('is given up, the oldest first, where it would take too much memory, and that is told once', () => {
    const queue = queueOf(...Array.from({ length: 20 }, () => said('x'.repeat(256 * KIB))));
    expect(queue.takeLoss()).toEqual({ messages: 17, bytes: 17 * 256 * KIB });
    expect(queue.takeLoss()).toBeUndefined();
    expect(queue.floor).toBe(18);
    expect(numbers(takeAll(queue))[0]).toEqual([18, 1]);
  });

  test('is no loss where the broker had it', () => {
    const queue = queueOf(said('x'.repeat(256 * KIB)));
    const batch = queue.take(0);
    if (batch !== undefined) batch.isReceived = true;
    queue.add(Array.from({ length: 4 }, () => said('x'.repeat(256 * KIB))));
    expect(queue.takeLoss()).toEqual({ messages: 1, bytes: 256 * KIB });
  });

  test('fills the queue', () => {
    const queue = queueOf();
    expect(queue.fullness).toBe(0);
    queue.add([said('x'.repeat(512 * KIB))]);
    expect(queue.fullness).toBeCloseTo(0.5, 1);
  });

  test('takes no more memory in small pieces', () => {
    const queue = new SendQueue(NODE, KIB * KIB);
    for (let count = 0; count < 100_000; count++) queue.add([said('x')]);
    expect(takeAll(queue).reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(KIB * KIB);
  });
});
