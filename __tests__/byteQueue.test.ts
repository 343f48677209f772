import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ByteQueue } from '../src/byteQueue.ts';

test('gives back what was pushed, in order, however it is taken', () => {
  const step = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 400 }).map((bytes) => ({ push: Buffer.from(bytes) })),
    fc.nat(1000).map((most) => ({ take: most })),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 1500 }), (steps) => {
      const queue = new ByteQueue();
      const pushed: Buffer[] = [];
      const taken: Buffer[] = [];
      for (const each of steps) {
        if ('push' in each) {
          queue.push(each.push);
          pushed.push(each.push);
        } else {
          taken.push(queue.take(each.take));
        }
      }
      expect(queue.length).toBe(Buffer.concat(pushed).length - Buffer.concat(taken).length);
      taken.push(queue.take());
      expect(queue.length).toBe(0);
      expect(Buffer.concat(taken)).toEqual(Buffer.concat(pushed));
    }),
    { numRuns: 50 },
  );
});

test('takes whole pieces where they are small enough, and a part of a larger one', () => {
  const queue = new ByteQueue();
  for (const text of ['123', '45', '6789']) queue.push(Buffer.from(text));
  expect(queue.pieces).toBe(3);
  expect(queue.take(6).toString()).toBe('12345');
  expect(queue.take(3).toString()).toBe('678');
  expect(queue.length).toBe(1);
  expect(queue.take(3).toString()).toBe('9');
  expect(queue.take(1)).toEqual(Buffer.alloc(0));
  expect([queue.length, queue.pieces]).toEqual([0, 0]);
});

test('cleared, nothing waits', () => {
  const queue = new ByteQueue();
  queue.push(Buffer.from('123'));
  queue.clear();
  expect([queue.length, queue.pieces, queue.take().length]).toEqual([0, 0, 0]);
  queue.push(Buffer.from('4'));
  expect(queue.take().toString()).toBe('4');
});

test('a single piece is not copied', () => {
  const queue = new ByteQueue();
  const piece = Buffer.from('hello');
  queue.push(piece);
  expect(queue.take()).toBe(piece);
});

test('runs of tiny pieces become one piece', () => {
  const queue = new ByteQueue();
  const bytes = Buffer.from(Array.from({ length: 600 }, (_, index) => index % 256));
  for (const byte of bytes) queue.push(Buffer.of(byte));
  expect(queue.pieces).toBe(2 + 600 - 512);
  expect(queue.take(300)).toEqual(bytes.subarray(0, 256));
  expect(queue.take(256)).toEqual(bytes.subarray(256, 512));
  expect(queue.take()).toEqual(bytes.subarray(512));
});

test('however small they are, pieces are few', () => {
  const queue = new ByteQueue();
  for (let count = 0; count < 300_000; count++) queue.push(Buffer.of(count % 256));
  expect([queue.length, queue.pieces < 300_000 / 256 + 256]).toEqual([300_000, true]);
});

test('a few bytes of a large block do not keep the block, most of it is not copied', () => {
  const block = Buffer.alloc(1024 * 1024, 'x');
  const queue = new ByteQueue();
  queue.push(block.subarray(0, 10));
  const few = queue.take();
  expect(few.toString()).toBe('x'.repeat(10));
  expect(few.buffer).not.toBe(block.buffer);

  const most = block.subarray(1);
  queue.push(most);
  expect(queue.take()).toBe(most);
});
