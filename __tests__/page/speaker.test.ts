import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nameTrouble, parseLine, parseLines } from '../../src/page/speaker.ts';
import { parseMessage } from '../../src/parseMessage.ts';
import { NAMED, NAMELESS } from '../support/spokenNames.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

test.each(NAMED)('%j is said by %j', (message, name) => {
  expect(parseLine(bytes(message)).name).toBe(name);
});

test.each(NAMELESS)('there is no name in %j, and all of it is text', (message) => {
  expect(parseLine(bytes(message))).toEqual({ name: undefined, text: message.trimEnd() });
});

test('the name is the one that the server learns, whatever is said', () => {
  const words = [
    'alice',
    '<',
    '>',
    ' says',
    ':',
    ' ',
    '\t',
    '\u0000',
    '\ufeff',
    '\u00a0',
    'é',
    '🎉',
    'a'.repeat(60),
  ];
  const message = fc.array(fc.constantFrom(...words), { maxLength: 9 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(message, (text) => {
      expect(parseLine(bytes(text)).name).toBe(parseMessage(Buffer.from(text)).name);
    }),
    { numRuns: 3000 },
  );
});

test('what is not UTF-8 becomes U+FFFD', () => {
  const line = new Uint8Array(Buffer.from('al\xffce says: \xc3( ok', 'latin1'));
  expect(parseLine(line)).toEqual({ name: 'al\ufffdce', text: '\ufffd( ok' });
});

describe('the lines of one message', () => {
  test.each([
    ['alice says: hello\r\n', [{ name: 'alice', text: 'hello' }]],
    ['alice says: hello', [{ name: 'alice', text: 'hello' }]],
    [
      'alice says: one\nbob says: two\nthree\n\nfour',
      [
        { name: 'alice', text: 'one' },
        { name: 'bob', text: 'two' },
        { name: 'bob', text: 'three' },
        { name: 'bob', text: 'four' },
      ],
    ],
    ['alice says:\n', [{ name: 'alice', text: '' }]],
    // As programs in C send it: with the end of the string, or all that is left of the buffer.
    ['alice says: hi\0', [{ name: 'alice', text: 'hi' }]],
    ['alice says: hi \0\0\0\n\0', [{ name: 'alice', text: 'hi' }]],
    ['alice says: a\0b', [{ name: 'alice', text: 'a\0b' }]],
    ['hello\n', [{ name: undefined, text: 'hello' }]],
    ['  indented\n', [{ name: undefined, text: '  indented' }]],
    ['\n \r\n', []],
    ['', []],
  ])('of %j', (message, lines) => {
    expect(parseLines(bytes(message))).toEqual(lines);
  });
});

describe('a name', () => {
  test.each(['alice', ' Mary Ann ', 'Zoë 🎉', '🎉'.repeat(32), '__proto__', '<', 'a'.repeat(64)])(
    'can be %j',
    (name) => {
      expect(nameTrouble(name)).toBeUndefined();
    },
  );

  test.each([
    ['', 'Type the name'],
    ['   ', 'Type the name'],
    ['a'.repeat(65), '64 characters at the most'],
    ['a\tb', 'control characters'],
    ['a\u009bb', 'control characters'],
    ['Simon says', '“ says”'],
    ['Simon says: x', '“ says”'],
    ['<alice>', 'Take another name'],
    ['🎉'.repeat(64), 'Take another name'],
  ])('cannot be %j: %s', (name, why) => {
    expect(nameTrouble(name)).toContain(why);
  });
});
