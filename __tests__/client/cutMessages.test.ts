import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { from, lastValueFrom, Observable, toArray } from 'rxjs';
import { cutMessages } from '../../src/client/cutMessages.ts';
import { marbles } from '../support/marbles.ts';

const GREETING = 'Hello';
const SETTINGS = { greeting: GREETING, maxMessage: 64, maxHold: 50 };

/** Chunks at their frames, each a text in Latin-1, and what comes out of them when. */
const cutter = {
  gets(chunks: string, values: Record<string, string>, expected: string, out = values, error?: unknown) {
    marbles(({ hot, expectObservable }) => {
      const bytes = (texts: Record<string, string>): Record<string, Buffer> =>
        Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, Buffer.from(text, 'latin1')]));
      const message$ = hot(chunks, bytes(values), error).pipe(cutMessages(SETTINGS));
      expectObservable(message$).toBe(expected, bytes(out), error);
    });
  },
};

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

describe('the greeting', () => {
  test('is a message at once', () => cutter.gets('g', { g: 'Hello' }, 'g'));

  test('is parted from what comes right behind it', () =>
    cutter.gets('a', { a: 'Helloalice says: hi\n' }, '(gm)', { g: 'Hello', m: 'alice says: hi\n' }));

  test('comes in pieces', () =>
    cutter.gets('a-b', { a: 'Hel', b: 'loyes' }, '--(gm)', { g: 'Hello', m: 'yes' }));

  test('that is none is a message', () => cutter.gets('a', { a: 'Help\n' }, 'a'));

  test('whose rest does not come is not waited for', () => cutter.gets('a', { a: 'Hel' }, '50ms a'));
});

describe('as long as nobody has sent a line', () => {
  test('each read is a message at once', () =>
    cutter.gets('ga-b', { g: 'Hello', a: 'alice says: a', b: 'bob' }, 'ga-b'));

  test('a character that two reads share is held for its rest', () => {
    const [before, after] = [latin1('caf\u00e9').slice(0, -1), latin1('\u00e9').slice(1)];
    cutter.gets('ga-b', { g: 'Hello', a: before, b: `${after} au lait` }, 'g--m', {
      g: 'Hello',
      m: latin1('caf\u00e9 au lait'),
    });
  });
});

describe('once somebody has', () => {
  const FIRST = { g: 'Hello', l: 'x\n' };

  test('several lines in a read are as many messages', () =>
    cutter.gets('ga', { g: 'Hello', a: 'one\ntwo\n\n' }, 'g(ode)', {
      g: 'Hello',
      o: 'one\n',
      d: 'two\n',
      e: '\n',
    }));

  test('the start of a line is held for its rest', () =>
    cutter.gets('gla-b', { ...FIRST, a: 'alice says: he', b: 'llo\nbob says: hi\n' }, 'gl--(mn)', {
      ...FIRST,
      m: 'alice says: hello\n',
      n: 'bob says: hi\n',
    }));

  test('but not longer than maxHold', () =>
    cutter.gets('gla', { ...FIRST, a: 'alice says: he' }, 'gl 50ms a'));

  test('and not where another speaks: who sends no line ends is not glued to the next', () =>
    cutter.gets('gla-b', { ...FIRST, a: 'alice says: hi', b: 'bob says: yo\n' }, 'gl--(ab)'));

  test('a name that two reads share is one', () =>
    cutter.gets('gla-b', { ...FIRST, a: 'ali', b: 'ce says: hi\n' }, 'gl--m', {
      ...FIRST,
      m: 'alice says: hi\n',
    }));

  test('nor is it more than maxMessage, and never ends within a character', () => {
    const long = 'x'.repeat(65);
    const [start, rest] = [latin1('\u20ac').slice(0, 2), latin1('\u20ac').slice(2)];
    cutter.gets('gla-b', { ...FIRST, a: long + start, b: `${rest}\n` }, 'gls-e', {
      ...FIRST,
      s: long,
      e: latin1('\u20ac\n'),
    });
  });

  test('what is held comes before the end', () => cutter.gets('gla|', { ...FIRST, a: 'a' }, 'gl-(a|)'));
  test('be it an error', () =>
    cutter.gets('gla#', { ...FIRST, a: 'a' }, 'gl-(a#)', { ...FIRST, a: 'a' }, 'broken'));
});

test('put together, what comes out is what came in', async () => {
  const piece = fc.oneof(
    fc.constantFrom('Hello', 'Hel', 'a says: b', 'b says: c\n', '\n', '\u00e9', '\ud83c\udf89'),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece), fc.array(fc.nat(40)), async (pieces, cuts) => {
      const all = Buffer.from(pieces.join(''));
      const ends = [...cuts.map((at) => at % (all.length + 1)), all.length].sort((a, b) => a - b);
      const chunks = ends.map((end, index) => all.subarray(ends[index - 1] ?? 0, end));
      const messages = await lastValueFrom(from(chunks).pipe(cutMessages(SETTINGS), toArray()));
      expect(Buffer.concat(messages)).toEqual(all);
      for (const message of messages) {
        expect([-1, message.length - 1]).toContain(message.indexOf('\n'));
        expect(message).not.toHaveLength(0);
      }
    }),
  );
});

test('a flood without a line end takes no more memory than a line may be', async () => {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const settings = { ...SETTINGS, maxMessage: 64 * 1024 };
  let longest = 0;
  const flood$ = new Observable<Buffer>((subscriber) => {
    subscriber.next(Buffer.from('Hello\n'));
    for (let sent = 0; sent < 100 * 1024 * 1024; sent += chunk.length) subscriber.next(chunk);
    subscriber.complete();
  });
  await flood$.pipe(cutMessages(settings)).forEach(({ length }) => (longest = Math.max(longest, length)));
  expect(longest).toBeLessThanOrEqual(2 * settings.maxMessage);
});
