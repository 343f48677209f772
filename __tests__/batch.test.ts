import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Batch } from '../src/batch.ts';
import type { Connection } from '../src/events.ts';
import { MemoryConnection } from './support/memoryConnection.ts';

const speakers = Array.from({ length: 4 }, (_, port) => new MemoryConnection(port));
const listener = new MemoryConnection(99);

interface Utterance {
  readonly speaker: Connection | undefined;
  readonly bytes: Buffer;
}

function batchOf(utterances: readonly Utterance[]): Batch {
  const batch = new Batch();
  for (const { speaker, bytes } of utterances) batch.add(bytes, speaker);
  return batch;
}

const utterance = fc.record<Utterance>({
  speaker: fc.constantFrom(...speakers, undefined),
  bytes: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
});

test('each gets what the others said, joined and apart, whoever said it in whatever order', () => {
  fc.assert(
    fc.property(fc.array(utterance, { minLength: 1, maxLength: 30 }), (utterances) => {
      const batch = batchOf(utterances);
      expect(batch).toHaveLength(Buffer.concat(utterances.map(({ bytes }) => bytes)).length);
      for (const connection of [...speakers, listener]) {
        const expected = utterances.filter(({ speaker }) => speaker !== connection).map(({ bytes }) => bytes);
        const delivery = batch.for(connection);
        expect(delivery?.bytes ?? Buffer.alloc(0)).toEqual(Buffer.concat(expected));
        expect(delivery?.messages ?? expected).toEqual(expected);
      }
    }),
  );
});

describe('cost', () => {
  const chunk = Buffer.from('one\ntwo\nthree\n');
  const lines = [chunk.subarray(0, 4), chunk.subarray(4, 8), chunk.subarray(8)];
  const [alice] = speakers as [MemoryConnection];
  const batch = batchOf(lines.map((bytes) => ({ speaker: alice, bytes })));

  test('the lines of one chunk are not copied', () => {
    const sent = batch.for(listener)?.bytes;
    expect(sent).toEqual(chunk);
    expect(sent?.buffer).toBe(chunk.buffer);
    expect(sent?.byteOffset).toBe(chunk.byteOffset);
  });

  test('all who are silent share one Buffer', () => {
    expect(batch.for(listener)).toBe(batch.for(new MemoryConnection()));
  });

  test('who said all of it gets nothing', () => {
    expect(batch.for(alice)).toBeUndefined();
  });
});
