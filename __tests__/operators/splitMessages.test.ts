import { describe, expect, test } from '@jest/globals';
import { of, take } from 'rxjs';
import { splitMessages } from '../../src/operators/splitMessages.ts';
import type { Framing } from '../../src/options.ts';
import { buffers } from '../support/buffers.ts';
import { marbles } from '../support/marbles.ts';

const split = (framing: Framing, maxMessage = 64) => splitMessages({ framing, maxMessage, maxHold: 100 });

function messages(framing: Framing, chunks: string[], maxMessage?: number): string[] {
  const got: string[] = [];
  of(...chunks.map((chunk) => Buffer.from(chunk)))
    .pipe(split(framing, maxMessage))
    .subscribe((message) => got.push(message.toString()));
  return got;
}

describe.each(['auto', 'chunk', 'line'] as const)('%s', (framing) => {
  test('never and empty', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const never$ = hot<Buffer>('-----');
      expectObservable(never$.pipe(split(framing))).toBe('-----');
      const empty$ = cold<Buffer>('--|');
      expectObservable(empty$.pipe(split(framing))).toBe('--|');
      expectSubscriptions(empty$.subscriptions).toBe('^-!');
    });
  });

  test('an error passes', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('-a-#', buffers({ a: 'hello\n' }));
      expectObservable(source$.pipe(split(framing))).toBe('-a-#', buffers({ a: 'hello\n' }));
      expectSubscriptions(source$.subscriptions).toBe('^--!');
    });
  });

  test('early unsubscribe ends the subscription', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot('-a-b-c-', buffers({ a: 'a\n', b: 'b\n', c: 'c\n' }));
      expectObservable(source$.pipe(split(framing)), '^---!').toBe('-a-b', buffers({ a: 'a\n', b: 'b\n' }));
      expectSubscriptions(source$.subscriptions).toBe('^---!');
    });
  });

  test('what is complete is passed at once and as it is', () => {
    const bytes = Buffer.from([0, 0xff, 0xc3, 0x28, 0x0d, 0x0a]);
    const got: Buffer[] = [];
    of(bytes)
      .pipe(split(framing))
      .subscribe((message) => got.push(message));
    expect(got).toEqual([bytes]);
  });
});

test('chunk: a chunk is a message', () => {
  expect(messages('chunk', ['a\nb\nc', 'd'])).toEqual(['a\nb\nc', 'd']);
});

describe('auto', () => {
  test('a chunk is cut at every newline', () => {
    expect(messages('auto', ['a\nb\n\n', '\n', 'c\r\n'])).toEqual(['a\n', 'b\n', '\n', '\n', 'c\r\n']);
  });

  test('from a client that never sent a newline, a chunk is a message at once', () => {
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('-a-b-', buffers({ a: 'hel', b: 'lo' }));
      expectObservable(source$.pipe(split('auto'))).toBe('-a-b-', buffers({ a: 'hel', b: 'lo' }));
    });
  });

  test('from a client that has, the start of a line waits for the rest', () => {
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('-a-b-c-', buffers({ a: 'one\nt', b: 'w', c: 'o\nthree\n' }));
      expectObservable(source$.pipe(split('auto'))).toBe('-a---(bc)-', {
        ...buffers({ a: 'one\n', b: 'two\n', c: 'three\n' }),
      });
    });
  });

  test('but for no longer than 100 ms from its first byte', () => {
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('-a 59ms b 99ms c 200ms d', buffers({ a: 'one\nt', b: 'w', c: 'o', d: '!\n' }));
      const expected = '   -a 99ms b 59ms - 99ms c 100ms d';
      expectObservable(source$.pipe(split('auto'))).toBe(
        expected,
        buffers({ a: 'one\n', b: 'tw', c: 'o', d: '!\n' }),
      );
    });
  });

  test('a line that comes in time takes the next one no time away', () => {
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('-a 89ms b 200ms -', buffers({ a: '\nt', b: 'wo\nthr' }));
      expectObservable(source$.pipe(split('auto'))).toBe(
        '-a 89ms b 99ms c',
        buffers({ a: '\n', b: 'two\n', c: 'thr' }),
      );
    });
  });

  test('and for no more than maxMessage bytes', () => {
    expect(messages('auto', ['\n', '1234', '5678', '9', 'a', '\n'], 8)).toEqual(['\n', '123456789', 'a\n']);
  });

  test('what is held comes before the end', () => {
    marbles(({ cold, expectObservable }) => {
      const ends$ = cold('-a-|', buffers({ a: 'one\ntwo' }));
      expectObservable(ends$.pipe(split('auto'))).toBe('-a-(b|)', buffers({ a: 'one\n', b: 'two' }));
      const breaks$ = cold('-a-#', buffers({ a: 'one\ntwo' }));
      expectObservable(breaks$.pipe(split('auto'))).toBe('-a-(b#)', buffers({ a: 'one\n', b: 'two' }));
    });
  });

  test('nothing is released to whoever has unsubscribed', () => {
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('-a-', buffers({ a: 'one\ntwo' }));
      expectObservable(source$.pipe(split('auto')), '^ 50ms !').toBe('-a', buffers({ a: 'one\n' }));
      expectObservable(hot('-a-', buffers({ a: 'one\ntwo' })).pipe(split('auto'), take(1))).toBe(
        '-(a|)',
        buffers({ a: 'one\n' }),
      );
    });
  });
});

describe('line', () => {
  test('waits for the newline, however long', () => {
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('-a 500ms b-', buffers({ a: 'hel', b: 'lo\n' }));
      expectObservable(source$.pipe(split('line'))).toBe('-- 500ms a-', buffers({ a: 'hello\n' }));
    });
  });

  test.each([
    ['an unfinished last line is given its newline', ['one\ntwo'], ['one\n', 'two\n']],
    ['a finished one is left alone', ['one\n'], ['one\n']],
    [
      'a line over maxMessage is passed on as it is, and ended at the end',
      ['123456789'],
      ['123456789', '\n'],
    ],
    ['its rest is a message', ['123456789', 'a\n'], ['123456789', 'a\n']],
    ['nothing sent is nothing passed on', [], []],
  ])('%s', (_, chunks, expected) => {
    expect(messages('line', chunks, 8)).toEqual(expected);
  });

  test('the newline comes before an error, too', () => {
    marbles(({ cold, expectObservable }) => {
      const source$ = cold('-a-#', buffers({ a: 'one' }));
      expectObservable(source$.pipe(split('line'))).toBe('---(a#)', buffers({ a: 'one\n' }));
    });
  });
});

test('each subscription holds its own', () => {
  const source$ = of(Buffer.from('\nhalf')).pipe(split('auto'));
  const got: string[][] = [[], []];
  for (const list of got) source$.subscribe((message) => list.push(message.toString()));
  expect(got).toEqual([
    ['\n', 'half'],
    ['\n', 'half'],
  ]);
});
