import { expect, test } from '@jest/globals';
import { Speech } from '../src/speech.ts';
import { MemoryConnection } from './support/memoryConnection.ts';

const speaker = new MemoryConnection(1001);
const client = { id: speaker.id, name: 'alice', address: speaker.address, port: speaker.port };

test('tells who speaks, and what', () => {
  const bytes = Buffer.from('one\ntwo\n');
  expect(new Speech(speaker, client, bytes, 2)).toMatchObject({
    type: 'said',
    speaker,
    client,
    bytes,
    count: 2,
    textStart: undefined,
  });
});

test('several messages are its lines, not copied', () => {
  const bytes = Buffer.from('one\ntwo\n\n');
  const { messages } = new Speech(speaker, client, bytes, 3);
  expect(messages.map(String)).toEqual(['one\n', 'two\n', '\n']);
  for (const { buffer } of messages) expect(buffer).toBe(bytes.buffer);
});

test('one message is all of the bytes, whatever newlines are in them', () => {
  const bytes = Buffer.from('one\ntwo\n\nthree');
  const { messages } = new Speech(speaker, client, bytes, 1);
  expect(messages).toHaveLength(1);
  expect(messages[0]).toBe(bytes);
});

test('one message may be without a byte', () => {
  expect(new Speech(speaker, client, Buffer.alloc(0), 1).messages).toEqual([Buffer.alloc(0)]);
});
