import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MessageParser, type ParsedMessage, parseMessage, textOf, textStartOf } from '../src/parseMessage.ts';
import { NAMED, NAMELESS } from './support/spokenNames.ts';

const parse = (text: string | Buffer) => parseMessage(Buffer.from(text as string));
const nameIn = (text: string | Buffer) => parse(text).name;

describe('names', () => {
  test.each(NAMED)('%j is said by %j', (text, name) => {
    expect(nameIn(text)).toBe(name);
  });

  test.each(NAMELESS)('there is none in %j', (text) => {
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
  expect(textOf(bytes, textStartOf(bytes))).toBe(text);
});

describe('news', () => {
  /** What a parser tells of each of these messages, one after the other, each in a Buffer of its own. */
  function newsOf(messages: readonly (string | Buffer)[]): (ParsedMessage | undefined)[] {
    const parser = new MessageParser();
    return messages.map((message) => {
      const bytes = Buffer.from(message as string);
      return parser.news(bytes, 0, bytes.length);
    });
  }

  /** The same, with all of them in one Buffer. */
  function newsOfJoined(messages: readonly string[]): (ParsedMessage | undefined)[] {
    const parser = new MessageParser();
    const bytes = Buffer.from(messages.join(''));
    let end = 0;
    return messages.map((message) => {
      const start = end;
      end += Buffer.byteLength(message);
      return parser.news(bytes, start, end);
    });
  }

  const alice = (textStart: number): ParsedMessage => ({ kind: 'said', name: 'alice', textStart });

  test.each<[string, string[], (ParsedMessage | undefined)[]]>([
    ['what has no name is none', ['hello\n', 'hello: there\n', ''], [undefined, undefined, undefined]],
    [
      'a name is news once',
      ['alice says: 1\n', 'alice says: 2\n', 'hi\n'],
      [alice(12), undefined, undefined],
    ],
    [
      'and none where it is written another way',
      ['alice says: 1\n', '<alice> says:2\n', ' alice says : 3\n', 'alice says: 4\n'],
      [alice(12), undefined, undefined, undefined],
    ],
    [
      'another name is news, and the first one again',
      ['alice says: 1\n', 'alicia says: 2\n', 'alice says: 3\n'],
      [alice(12), { kind: 'said', name: 'alicia', textStart: 13 }, alice(12)],
    ],
    [
      'a name that is only the start of the one before is another',
      ['alice says: 1\n', 'al says: 2\n'],
      [alice(12), { kind: 'said', name: 'al', textStart: 9 }],
    ],
    [
      'a request is news each time, with the name in it',
      ['alice says: /who:\n', 'alice says: /who\n', '/who:\n', '/who.'],
      [
        { kind: 'askedWho', name: 'alice', textStart: 12 },
        { kind: 'askedWho', name: 'alice', textStart: 12 },
        { kind: 'askedWho', name: undefined, textStart: 0 },
        { kind: 'askedWho', name: undefined, textStart: 0 },
      ],
    ],
    [
      'a request teaches a name',
      ['alice says: /who:\n', 'alice says: 1\n'],
      [{ kind: 'askedWho', name: 'alice', textStart: 12 }, undefined],
    ],
    [
      'what ends as a request may end, and is none, is none',
      ['alice says: 1\n', 'alice says: hello.\n', 'alice says:\n', 'alice says: so\n', 'alice says: \n'],
      [alice(12), undefined, undefined, undefined, undefined],
    ],
  ])('%s: %j', (_, messages, news) => {
    expect(newsOf(messages)).toEqual(news);
    expect(newsOfJoined(messages)).toEqual(news);
  });

  test('is of the message from start to end alone', () => {
    const bytes = Buffer.from('alice says: hello\n/who:\nbob says: hi\n');
    const parser = new MessageParser();
    expect(parser.news(bytes, 18, 24)).toEqual({ kind: 'askedWho', name: undefined, textStart: 0 });
    expect(parser.news(bytes, 24, 37)).toEqual({ kind: 'said', name: 'bob', textStart: 10 });
    expect(parser.news(bytes, 0, 18)).toEqual(alice(12));
    expect(parser.news(bytes, 0, 18)).toBeUndefined();
  });

  test('what a message began with is remembered, not the message', () => {
    const parser = new MessageParser();
    const bytes = Buffer.from('alice says: 1\n');
    expect(parser.news(bytes, 0, bytes.length)).toEqual(alice(12));
    bytes.fill('bobby says: 2\n');
    expect(parser.news(bytes, 0, bytes.length)).toEqual({ kind: 'said', name: 'bobby', textStart: 12 });
  });

  test('is exactly the requests and the changes of name, in one Buffer or apart', () => {
    const words = [
      'alice',
      'al',
      'ice',
      ' says',
      ':',
      ' ',
      '<',
      '>',
      '/who:',
      '/who',
      '.',
      '\n',
      '\u0000',
      'é',
    ];
    const part = fc.constantFrom(...words, '\u00a0', ' says: ', 'alice says: ', '');
    const message = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), (messages) => {
        let known: string | undefined;
        const expected = messages.map((text) => {
          const parsed = parse(text);
          const isRenamed = parsed.name !== undefined && parsed.name !== known;
          known = parsed.name ?? known;
          return isRenamed || parsed.kind === 'askedWho' ? parsed : undefined;
        });
        expect(newsOf(messages)).toEqual(expected);
        expect(newsOfJoined(messages)).toEqual(expected);
      }),
      { numRuns: 3000 },
    );
  });
});
