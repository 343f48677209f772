import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { Delivered, Said } from '../src/said.ts';
import { Speech } from '../src/speech.ts';
import { MemoryConnection } from './support/memoryConnection.ts';

const speaker = new MemoryConnection(1001);
const client = { id: speaker.id, name: 'alice', address: '192.0.2.1', port: 1001 };

function speech(bytes: string, count = 1): Speech {
  return new Speech(speaker, client, Buffer.from(bytes), count);
}

function said(message: string): Said {
  const [first] = Said.eachOf(speech(message)) as [Said];
  return first;
}

describe('Said', () => {
  test('tells who speaks, and what', () => {
    expect(said('alice says: hello\n')).toMatchObject({
      type: 'said',
      ...client,
      bytes: Buffer.from('alice says: hello\n'),
    });
    expect(said('alice says: hello\n').text).toBe('hello');
  });

  test('is each message of a speech, with a text of its own', () => {
    const each = Said.eachOf(speech('alice says: one\n  two \n<alice> says:three\n', 3));
    expect(each.map(({ bytes, text, name }) => [bytes.toString(), text, name])).toEqual([
      ['alice says: one\n', 'one', 'alice'],
      ['  two \n', 'two', 'alice'],
      ['<alice> says:three\n', 'three', 'alice'],
    ]);
  });

  test('is one where newlines are in a message', () => {
    const each = Said.eachOf(speech('alice says: one\ntwo\n'));
    expect(each.map(({ bytes, text }) => [bytes.toString(), text])).toEqual([
      ['alice says: one\ntwo\n', 'one\ntwo'],
    ]);
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
    expect(Said.speechOf(changed)).toMatchObject({ speaker, client });
  });

  test('withText may be used again, and with anything', () => {
    const changed = said('alice says: hello\n').withText('bob says: /who:').withText('a\nb');
    expect(changed.bytes.toString()).toBe('alice says: a\nb\n');
    expect(changed.text).toBe('a\nb');
  });

  test('withBytes replaces everything but the speaker', () => {
    const changed = said('alice says: hello\n').withBytes(Uint8Array.of(0xff, 0x0a));
    expect(changed).toMatchObject({ ...client, bytes: Buffer.of(0xff, 0x0a), text: '\ufffd' });
    expect(Said.speechOf(changed)).toMatchObject({ speaker, client });
  });

  test.each([
    ['alice says: hello\n', 12],
    ['hello', 0],
  ])('%j is a speech of one message again', (message, textStart) => {
    const bytes = Buffer.from(message);
    expect(Said.speechOf(said(message))).toEqual(new Speech(speaker, client, bytes, 1, textStart));
  });

  test('and stays one message, with the text that it was given', () => {
    const bytes = Buffer.from('bob says: one\ntwo\n');
    const replaced = Said.speechOf(said('alice says: hello\n').withBytes(bytes));
    expect(replaced).toEqual(new Speech(speaker, client, bytes, 1, 0));
    expect(Said.eachOf(replaced).map(({ text }) => text)).toEqual(['bob says: one\ntwo']);
  });
});

describe('Delivered', () => {
  test('is each message of a speech, with its text and its receivers', () => {
    const each = Delivered.eachOf(speech('alice says: one\ntwo\n', 2), 3, 4);
    expect(each).toMatchObject([
      {
        type: 'said',
        ...client,
        bytes: Buffer.from('alice says: one\n'),
        text: 'one',
        receivers: 3,
        clients: 4,
      },
      { type: 'said', ...client, bytes: Buffer.from('two\n'), text: 'two', receivers: 3, clients: 4 },
    ]);
  });

  test('has the text that bytes were replaced with', () => {
    const replaced = Said.speechOf(said('hello').withBytes(Buffer.from('bob says: hi\n')));
    expect(Delivered.eachOf(replaced, 1, 2).map(({ text }) => text)).toEqual(['bob says: hi']);
  });

  test('shows its text as JSON and to console.log', () => {
    const [delivered] = Delivered.eachOf(speech('alice says: hello'), 1, 2);
    const bytes = Buffer.from('alice says: hello');
    const all = { type: 'said', ...client, bytes, text: 'hello', receivers: 1, clients: 2 };
    expect(JSON.stringify(delivered)).toBe(JSON.stringify(all));
    expect(inspect(delivered)).toBe(inspect(all));
    const [elsewhere] = Delivered.eachOf(speech('alice says: hello'), 1, 2, 'b-0123456789ab');
    expect(inspect(elsewhere)).toBe(inspect({ ...all, origin: 'b-0123456789ab' }));
  });
});
