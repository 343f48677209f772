import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { of } from 'rxjs';
import { linesOf } from '../../src/lines.ts';
import { type Heard, parseMessages } from '../../src/operators/parseMessages.ts';
import type { Framing } from '../../src/options.ts';
import { parseMessage } from '../../src/parseMessage.ts';
import type { Received } from '../../src/session.ts';
import { marbles } from '../support/marbles.ts';
import { MemoryConnection } from '../support/memoryConnection.ts';

const connection = new MemoryConnection();
const arrived = { type: 'arrived', connection } as const;
const departed = { type: 'departed', connection, reason: 'closed', error: undefined } as const;
const received = (bytes: string | Buffer): Received => ({
  type: 'received',
  connection,
  bytes: Buffer.from(bytes as string),
});
const said = (bytes: string, count: number, name?: string): Heard => ({
  type: 'said',
  connection,
  bytes: Buffer.from(bytes),
  count,
  name,
});
const askedWho = (bytes: string, name?: string): Heard => ({
  type: 'askedWho',
  connection,
  bytes: Buffer.from(bytes),
  name,
});

function heardIn(framing: Framing, ...buffers: (string | Buffer)[]): unknown[] {
  const heard: unknown[] = [];
  of(...buffers.map(received))
    .pipe(parseMessages({ framing }))
    .subscribe((each) => heard.push(each));
  return heard;
}

test('messages are read, all else passes', () => {
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const session$ = hot('-a-m-n-w-d-|', {
      a: arrived,
      m: received('alice says: hello'),
      n: received('alice says: bye'),
      w: received('/who:'),
      d: departed,
    });
    expectObservable(session$.pipe(parseMessages({ framing: 'auto' }))).toBe('-a-m-n-w-d-|', {
      a: arrived,
      m: said('alice says: hello', 1, 'alice'),
      n: said('alice says: bye', 1),
      w: askedWho('/who:'),
      d: departed,
    });
    expectSubscriptions(session$.subscriptions).toBe('^----------!');
  });
});

test('what is cut out of a chunk comes at once, in order', () => {
  marbles(({ hot, expectObservable }) => {
    const session$ = hot('-r-', { r: received('one\n/who:\nalice says: two\n') });
    expectObservable(session$.pipe(parseMessages({ framing: 'line' }))).toBe('-(abc)-', {
      a: said('one\n', 1),
      b: askedWho('/who:\n'),
      c: said('alice says: two\n', 1, 'alice'),
    });
  });
});

test('never, empty, error, early unsubscribe', () => {
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const parse = parseMessages({ framing: 'auto' });
    expectObservable(hot<never>('---').pipe(parse)).toBe('---');
    expectObservable(hot<never>('--|').pipe(parse)).toBe('--|');
    expectObservable(hot<never>('--#').pipe(parse)).toBe('--#');
    const source$ = hot('-a-a', { a: arrived });
    expectObservable(source$.pipe(parse), '^-!').toBe('-a', { a: arrived });
    expectSubscriptions(source$.subscriptions).toBe('^-!');
  });
});

describe.each(['auto', 'line'] as const)('%s', (framing) => {
  test('a chunk of a thousand lines stays one, and is not copied', () => {
    const chunk = received('alice says: hello\n'.repeat(1000));
    const got: Buffer[] = [];
    of(chunk)
      .pipe(parseMessages({ framing }))
      .subscribe((each) => {
        expect(each).toEqual({ ...chunk, type: 'said', count: 1000, name: 'alice' });
        if ('bytes' in each) got.push(each.bytes);
      });
    expect(got).toHaveLength(1);
    expect(got[0]).toBe(chunk.bytes);
  });

  test.each<[string, string[], Heard[]]>([
    ['a last line without its newline', ['one\ntwo'], [said('one\ntwo', 2)]],
    ['empty lines', ['\n\n\n'], [said('\n\n\n', 3)]],
    ['a name in the first line', ['alice says: 1\n2\n'], [said('alice says: 1\n2\n', 2, 'alice')]],
    [
      'a name in the middle',
      ['1\n2\nalice says: 3\n4\n'],
      [said('1\n2\n', 2), said('alice says: 3\n4\n', 2, 'alice')],
    ],
    [
      'a name in the last line',
      ['1\nalice says: 2\n'],
      [said('1\n', 1), said('alice says: 2\n', 1, 'alice')],
    ],
    [
      'a name that is known',
      ['alice says: 1\n', '2\n<alice> says: 3\nalice says: 4\n'],
      [said('alice says: 1\n', 1, 'alice'), said('2\n<alice> says: 3\nalice says: 4\n', 3)],
    ],
    [
      'a name in each line',
      ['a says: 1\nb says: 2\na says: 3\n'],
      [said('a says: 1\n', 1, 'a'), said('b says: 2\n', 1, 'b'), said('a says: 3\n', 1, 'a')],
    ],
    ['a request alone', ['/who:\n'], [askedWho('/who:\n')]],
    ['a request first', ['/who:\n1\n2\n'], [askedWho('/who:\n'), said('1\n2\n', 2)]],
    [
      'a request in the middle',
      ['1\n/who:\n2\n3\n'],
      [said('1\n', 1), askedWho('/who:\n'), said('2\n3\n', 2)],
    ],
    ['a request last', ['1\n2\n/who:'], [said('1\n2\n', 2), askedWho('/who:')]],
    ['requests in a row', ['/who:\n/who\n'], [askedWho('/who:\n'), askedWho('/who\n')]],
    [
      'a request that names its speaker, who goes on',
      ['1\nalice says: /who:\nalice says: 2\n3\n'],
      [said('1\n', 1), askedWho('alice says: /who:\n', 'alice'), said('alice says: 2\n3\n', 2)],
    ],
    [
      'a name behind a request',
      ['alice says: 1\n/who:\nbob says: 2\n'],
      [said('alice says: 1\n', 1, 'alice'), askedWho('/who:\n'), said('bob says: 2\n', 1, 'bob')],
    ],
    [
      'a name in front of a request, and more behind it',
      ['alice says: 1\n/who:\n2\n'],
      [said('alice says: 1\n', 1, 'alice'), askedWho('/who:\n'), said('2\n', 1)],
    ],
    [
      'a name, and a request of the same name',
      ['alice says: 1\nalice says: /who\n'],
      [said('alice says: 1\n', 1, 'alice'), askedWho('alice says: /who\n', 'alice')],
    ],
    ['what only looks like a request', ['1\n/who: me\nwho:\n'], [said('1\n/who: me\nwho:\n', 3)]],
  ])('%s: %j', (_, chunks, heard) => {
    expect(heardIn(framing, ...chunks)).toEqual(heard);
  });
});

describe('chunk', () => {
  test.each<[string, string[], Heard[]]>([
    ['newlines in it', ['one\ntwo\n\nthree'], [said('one\ntwo\n\nthree', 1)]],
    [
      'a name at its start',
      ['alice says: one\nbob says: two\n'],
      [said('alice says: one\nbob says: two\n', 1, 'alice')],
    ],
    ['a name further on', ['one\nalice says: two\n'], [said('one\nalice says: two\n', 1)]],
    ['a request in the middle', ['one\n/who:\ntwo'], [said('one\n/who:\ntwo', 1)]],
    ['a request', ['alice says: /who:\n'], [askedWho('alice says: /who:\n', 'alice')]],
    ['several of them', ['one\n', 'two\n'], [said('one\n', 1), said('two\n', 1)]],
  ])('is one message with %s: %j', (_, chunks, heard) => {
    expect(heardIn('chunk', ...chunks)).toEqual(heard);
  });
});

test('each subscription knows its own names', () => {
  const session$ = of(received('alice says: hello\n')).pipe(parseMessages({ framing: 'auto' }));
  const heard: unknown[] = [];
  for (let subscriptions = 0; subscriptions < 2; subscriptions++)
    session$.subscribe((each) => heard.push(each));
  expect(heard).toEqual([said('alice says: hello\n', 1, 'alice'), said('alice says: hello\n', 1, 'alice')]);
});

test('what is heard of lines is what each of them alone would be, whatever chunk they came in', () => {
  const words = [
    'alice says: ',
    'bob says:',
    '<bob> says: ',
    'al',
    '/who:',
    '/who',
    'hello',
    ' ',
    '.',
    '\n',
    '\r\n',
  ];
  const chunk = fc
    .array(fc.constantFrom(...words), { minLength: 1, maxLength: 15 })
    .map((all) => all.join(''));
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 4 }), (chunks) => {
      let name: string | undefined;
      const expected = chunks.flatMap((text) =>
        linesOf(Buffer.from(text)).map((line) => {
          const parsed = parseMessage(line);
          name = parsed.name ?? name;
          return `${parsed.kind} ${String(name)} ${line.toString()}`;
        }),
      );

      let known: string | undefined;
      const heard: string[] = [];
      of(...chunks.map(received))
        .pipe(parseMessages({ framing: 'line' }))
        .subscribe((each) => {
          if (each.type !== 'said' && each.type !== 'askedWho') return;
          expect(each.type === 'askedWho' || each.name === undefined || each.name !== known).toBe(true);
          known = each.name ?? known;
          const lines = linesOf(each.bytes);
          expect(lines).toHaveLength(each.type === 'said' ? each.count : 1);
          for (const line of lines) heard.push(`${each.type} ${String(known)} ${line.toString()}`);
        });
      expect(heard).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});
