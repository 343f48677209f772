import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MessageParser, textOf } from '../src/parseMessage.ts';

const parse = (text: string | Buffer) => new MessageParser().parse(Buffer.from(text as string));
const nameIn = (text: string | Buffer) => parse(text).name;

describe('names', () => {
  test.each([
    ['alice says: hello', 'alice'],
    ['alice says:hello', 'alice'],
    ['alice says : hello', 'alice'],
    ['alice says \t : hello', 'alice'],
    ['<alice> says: hello', 'alice'],
    ['< alice > says: hello', 'alice'],
    ['Mary Ann says: Bob says: hi', 'Mary Ann'],
    ['Simon says says: hi', 'Simon says'],
    ['  alice   says: hello\r\n', 'alice'],
    ['<<unknown>> says: hi', '<unknown>'],
    ['__proto__ says: hi', '__proto__'],
    ['x connected from 1.2.3.4 says: hi', 'x connected from 1.2.3.4'],
    ['\ufeffalice says: hi', 'alice'],
    ['Zoë 🎉 says: hi', 'Zoë 🎉'],
    ['> says: hi', '>'],
    [`${'🎉'.repeat(60)} says: hi`, '🎉'.repeat(60)],
    [`${'a'.repeat(64)} says: hi`, 'a'.repeat(64)],
    [`${' '.repeat(245)}alice says: hi`, 'alice'],
    ['alice says:', 'alice'],
  ])('%j is said by %j', (text, name) => {
    expect(nameIn(text)).toBe(name);
  });

  test.each([
    'hello',
    'alice: hello',
    'alice> hello',
    'alice says hello: there',
    'alice Says: hello',
    'alicesays: hello',
    'says: hello',
    ' says: hello',
    '    says: hello',
    '<> says: hello',
    ' says: bob says: hi',
    `${'a'.repeat(65)} says: hi`,
    `${'a'.repeat(10_000)} says: hi`,
    `${' '.repeat(246)}alice says: hi`,
    'ali\tce says: hi',
    'hello\nalice says: hi',
    'al\u001b[31mice says: hi',
    'al\u009bice says: hi',
    'al\u0000ice says: hi',
    'alice\n says: hi',
    '',
  ])('there is none in %j', (text) => {
    expect(nameIn(text)).toBeUndefined();
  });

  test('bytes that are not UTF-8 become U+FFFD in the name', () => {
    expect(nameIn(Buffer.from('al\xffce says: hi', 'latin1'))).toBe('al\ufffdce');
  });

  test('64 KiB of anything takes time linear in the first 256 bytes', () => {
    for (const text of [
      ' says'.repeat(13_000),
      ' says '.repeat(11_000),
      ': '.repeat(32_000),
      ' '.repeat(65_536),
    ]) {
      expect(nameIn(text)).toBeUndefined();
    }
  });
});

describe('/who:', () => {
  test.each([
    '/who:',
    '/who',
    '/who.',
    '/who:.',
    '/who:\r\n',
    '  /who: \n',
    'alice says: /who:',
    'alice says:/who',
    'alice says : /who',
    '<alice> says: /who:\n',
    ' says: /who:',
    `${'a'.repeat(100)} says: /who:`,
    'alice: /who:',
    'alice:/who:',
    'alice> /who:',
    '<alice> /who:',
    '<alice>: /who',
    '\ufeff/who:',
    '/who:\u00a0',
    'alice:\u00a0/who:',
    '<alice> \u3000/who',
    `alice says: ${' '.repeat(65_000)}/who:${' '.repeat(65_000)}\n`,
  ])('is %#', (text) => {
    expect(parse(text).kind).toBe('askedWho');
  });

  test.each([
    '/WHO:',
    '/who: extra',
    '/whom',
    '/who::',
    '/who..',
    '/who.:',
    '//who:',
    'what is /who: for',
    'what is /who',
    'alice says: bob: /who:',
    'alice says: what is /who:',
    'alice: bob: /who:',
    'hello\n/who:',
    'hello: \n/who:',
    'hello\nalice says: /who:',
    `${'a'.repeat(65)}: /who:`,
    ': /who:',
    'who:',
    'o',
    '.',
    '',
  ])('is not %j', (text) => {
    expect(parse(text).kind).toBe('said');
  });

  test('teaches a name as any message does', () => {
    expect(parse('alice says: /who:')).toEqual({ kind: 'askedWho', name: 'alice', textStart: 12 });
  });
});

test.each([
  ['alice says: hello \r\n', 'hello'],
  ['alice says:hello', 'hello'],
  ['<alice> says:   hello', 'hello'],
  ['alice: hello', 'alice: hello'],
  ['hello\n', 'hello'],
  ['alice says:', ''],
  ['alice says:   \n', ''],
])('the text of %j is %j', (message, text) => {
  const bytes = Buffer.from(message);
  expect(textOf(bytes, new MessageParser().parse(bytes).textStart)).toBe(text);
});

test('what was read before changes nothing in what is read now', () => {
  const part = fc.constantFrom(
    'alice',
    'al',
    'ice',
    ' says',
    ':',
    ' ',
    '<',
    '>',
    '/who:',
    '\n',
    '\u0000',
    'é',
    '',
  );
  const message = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(message, { maxLength: 6 }), (messages) => {
      const parser = new MessageParser();
      for (const text of messages) expect(parser.parse(Buffer.from(text))).toEqual(parse(text));
    }),
    { numRuns: 2000 },
  );
});
