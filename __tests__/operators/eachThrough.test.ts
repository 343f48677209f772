import { describe, expect, test } from '@jest/globals';
import { delay, filter, map, merge, type MonoTypeOperatorFunction, of, take } from 'rxjs';
import { eachThrough } from '../../src/operators/eachThrough.ts';
import type { Said } from '../../src/said.ts';
import { Speech } from '../../src/speech.ts';
import { marbles } from '../support/marbles.ts';
import { MemoryConnection } from '../support/memoryConnection.ts';

const speaker = new MemoryConnection(1001);
const client = { id: speaker.id, name: 'alice', address: speaker.address, port: speaker.port };

function speech(text: string, count = 1, textStart?: number): Speech {
  return new Speech(speaker, client, Buffer.from(text), count, textStart);
}

const lines = speech('alice says: one\ntwo\n<alice> says: three\n', 3);
/** What `lines` is message by message. */
const one = speech('alice says: one\n', 1, 12);
const two = speech('two\n', 1, 0);
const three = speech('<alice> says: three\n', 1, 14);

describe('without an operator', () => {
  test('speeches stay whole', () => {
    const got: Speech[] = [];
    of(lines)
      .pipe(eachThrough(undefined))
      .subscribe((each) => got.push(each));
    expect(got).toHaveLength(1);
    expect(got[0]).toBe(lines);
  });

  test('never, empty, error, early unsubscribe', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      expectObservable(hot<Speech>('---').pipe(eachThrough(undefined))).toBe('---');
      expectObservable(hot<Speech>('--|').pipe(eachThrough(undefined))).toBe('--|');
      expectObservable(hot<Speech>('--#').pipe(eachThrough(undefined))).toBe('--#');
      const source$ = hot('-l-l', { l: lines });
      expectObservable(source$.pipe(eachThrough(undefined)), '^-!').toBe('-l', { l: lines });
      expectSubscriptions(source$.subscriptions).toBe('^-!');
    });
  });
});

describe('an operator', () => {
  const same: MonoTypeOperatorFunction<Said> = (said$) => said$;

  test('is given message by message, at once and in order', () => {
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('-l----2|', { l: lines, 2: speech('two\n') });
      expectObservable(source$.pipe(eachThrough(same))).toBe('-(abc)2|', {
        a: one,
        b: two,
        c: three,
        2: two,
      });
    });
  });

  test('is given who says it, with which text', () => {
    const seen: unknown[] = [];
    of(lines)
      .pipe(
        eachThrough(
          map((said) => {
            const { id, name, address, port, bytes, text } = said;
            seen.push({ id, name, address, port, bytes, text });
            return said;
          }),
        ),
      )
      .subscribe();
    expect(seen).toEqual([
      { ...client, bytes: one.bytes, text: 'one' },
      { ...client, bytes: two.bytes, text: 'two' },
      { ...client, bytes: three.bytes, text: 'three' },
    ]);
  });

  test('is given one message with newlines in it as one', () => {
    const texts: string[] = [];
    const heed = map((said: Said) => {
      texts.push(said.text);
      return said;
    });
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('-c-', { c: speech('alice says: one\ntwo\n') });
      expectObservable(source$.pipe(eachThrough(heed))).toBe('-c-', {
        c: speech('alice says: one\ntwo\n', 1, 12),
      });
    });
    expect(texts).toEqual(['one\ntwo']);
  });

  test('may drop some of a speech, and change others', () => {
    const change: MonoTypeOperatorFunction<Said> = (said$) =>
      said$.pipe(
        filter(({ text }) => text !== 'two'),
        map((said) =>
          said.text === 'one' ? said.withText('ONE') : said.withBytes(Buffer.from('x says: 3\n')),
        ),
      );
    marbles(({ hot, expectObservable }) => {
      expectObservable(hot('-l-', { l: lines }).pipe(eachThrough(change))).toBe('-(ab)-', {
        a: speech('alice says: ONE\n', 1, 12),
        b: speech('x says: 3\n', 1, 0),
      });
    });
  });

  test('may say it later, and twice', () => {
    const twice: MonoTypeOperatorFunction<Said> = (said$) => merge(said$, said$.pipe(delay(3)));
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('-2------|', { 2: two });
      expectObservable(source$.pipe(eachThrough(twice))).toBe('-2--2---|', { 2: two });
    });
  });

  test('may have enough in the middle of a speech', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot('-l-l', { l: lines });
      expectObservable(source$.pipe(eachThrough(take(2)))).toBe('-(ab|)', { a: one, b: two });
      expectSubscriptions(source$.subscriptions).toBe('^!');
    });
  });

  test('may fail in the middle of a speech, after what it passed', () => {
    const fault = new Error('fault');
    const fails = map((said: Said) => {
      if (said.text === 'two') throw fault;
      return said;
    });
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot('-l-l', { l: lines });
      expectObservable(source$.pipe(eachThrough(fails))).toBe('-(a#)', { a: one }, fault);
      expectSubscriptions(source$.subscriptions).toBe('^!');
    });
  });

  test('never, empty, error, early unsubscribe', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      expectObservable(hot<Speech>('---').pipe(eachThrough(same))).toBe('---');
      expectObservable(hot<Speech>('--|').pipe(eachThrough(same))).toBe('--|');
      expectObservable(hot<Speech>('--#').pipe(eachThrough(same))).toBe('--#');
      const source$ = hot('-2-2', { 2: two });
      expectObservable(source$.pipe(eachThrough(same)), '^-!').toBe('-2', { 2: two });
      expectSubscriptions(source$.subscriptions).toBe('^-!');
    });
  });
});
