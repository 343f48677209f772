import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Batch, type Part } from '../src/batch.ts';
import { linesOf } from '../src/lines.ts';
import { MemoryConnection } from './support/memoryConnection.ts';

const speakers = Array.from({ length: 4 }, (_, port) => new MemoryConnection(port));
const listener = new MemoryConnection(99);

function batchOf(parts: readonly Part[]): Batch {
  const batch = new Batch();
  for (const part of parts) batch.add(part);
  return batch;
}

const part = fc
  .record({
    speaker: fc.constantFrom(...speakers, undefined),
    messages: fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 4 }),
  })
  .map(({ speaker, messages }): Part => {
    const said = { bytes: Buffer.concat(messages), messages: messages.map((each) => Buffer.from(each)) };
    return speaker === undefined ? said : { ...said, speaker };
  });

test('each gets what the others said, joined and apart, whoever said it in whatever order', () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 30 }), (parts) => {
      const batch = batchOf(parts);
      expect(batch).toHaveLength(Buffer.concat(parts.map(({ bytes }) => bytes)).length);
      for (const connection of [...speakers, listener]) {
        const expected = parts
          .filter(({ speaker }) => speaker !== connection)
          .flatMap(({ messages }) => messages);
        const delivery = batch.for(connection);
        expect(delivery?.bytes ?? Buffer.alloc(0)).toEqual(Buffer.concat(expected));
        expect(delivery?.messages ?? expected).toEqual(expected);
        expect(Buffer.concat(delivery?.pieces ?? expected)).toEqual(Buffer.concat(expected));
      }
    }),
  );
});

describe('cost', () => {
  const chunk = Buffer.from('one\ntwo\nthree\n');
  const [alice] = speakers as [MemoryConnection];
  const batch = batchOf([{ speaker: alice, bytes: chunk, messages: linesOf(chunk) }]);

  test('what is alone in it is not copied', () => {
    expect(batch.for(listener)?.bytes).toBe(chunk);
  });

  test('all who are silent share one Buffer', () => {
    expect(batch.for(listener)).toBe(batch.for(new MemoryConnection()));
    const two = batchOf([
      { bytes: chunk, messages: [chunk] },
      { bytes: chunk, messages: [chunk] },
    ]);
    expect(two.for(listener)?.bytes).toBe(two.for(alice)?.bytes);
  });

  test('a speaker gets pieces of the same Buffer', () => {
    const one = { bytes: chunk, messages: [chunk] };
    const three = batchOf([one, { speaker: alice, ...one }, one]);
    const { bytes, pieces } = three.for(listener) ?? {};
    expect(pieces).toBeUndefined();
    const own = three.for(alice)?.pieces ?? [];
    expect(own).toEqual([chunk, chunk]);
    for (const piece of own) expect(piece.buffer).toBe(bytes?.buffer);
  });

  test('who said all of it gets nothing', () => {
    expect(batch.for(alice)).toBeUndefined();
  });

  test('messages are taken apart for nobody who does not ask', () => {
    const joined: Part = {
      speaker: alice,
      bytes: chunk,
      get messages(): never {
        throw new Error('nobody asked for messages');
      },
    };
    const both = batchOf([joined, { bytes: chunk, messages: [chunk] }]);
    expect(both.for(listener)?.bytes).toEqual(Buffer.concat([chunk, chunk]));
    expect(both.for(alice)?.bytes).toEqual(chunk);
  });
});
