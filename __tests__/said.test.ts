import { expect, test } from '@jest/globals';
import { MessageParser } from '../src/parseMessage.ts';
import { Said } from '../src/said.ts';
import { MemoryConnection } from './support/memoryConnection.ts';

const speaker = new MemoryConnection(1001);

function said(message: string): Said {
  const bytes = Buffer.from(message);
  return new Said(speaker, 'alice', bytes, new MessageParser().parse(bytes).textStart);
}

test('tells who speaks, and what', () => {
  expect(said('alice says: hello\n')).toMatchObject({
    type: 'said',
    id: speaker.id,
    name: 'alice',
    address: '192.0.2.1',
    port: 1001,
    bytes: Buffer.from('alice says: hello\n'),
  });
  expect(said('alice says: hello\n').text).toBe('hello');
});

test.each([
  ['alice says: hello\r\n', 'alice says: bye\r\n'],
  ['alice says:hello', 'alice says:bye'],
  ['<alice> says:  hello \n', '<alice> says:  bye \n'],
  ['hello\n', 'bye\n'],
  ['alice says:\n', 'alice says:bye\n'],
  ['', 'bye'],
])('withText keeps prefix and line end: %j becomes %j', (before, after) => {
  const changed = said(before).withText('bye');
  expect(changed.bytes.toString()).toBe(after);
  expect(changed.text).toBe('bye');
  expect(Said.speakerOf(changed)).toBe(speaker);
});

test('withBytes replaces everything but the speaker', () => {
  const changed = said('alice says: hello\n').withBytes(Uint8Array.of(0xff, 0x0a));
  expect(changed).toMatchObject({ name: 'alice', bytes: Buffer.of(0xff, 0x0a), text: '\ufffd' });
  expect(Said.speakerOf(changed)).toBe(speaker);
});
