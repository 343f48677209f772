import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { of, Subject, take } from 'rxjs';
import { linesOf } from '../../src/lines.ts';
import { wholeMessages } from '../../src/operators/wholeMessages.ts';
import type { Framing } from '../../src/options.ts';
import { buffers } from '../support/buffers.ts';
import { marbles } from '../support/marbles.ts';

const whole = (framing: Framing, maxMessage = 64) => wholeMessages({ framing, maxMessage, maxHold: 100 }, {});

function messages(framing: Framing, chunks: string[], maxMessage?: number): string[] {
  const got: string[] = [];
  of(...chunks.map((chunk) => Buffer.from(chunk)))
    .pipe(whole(framing, maxMessage))
    .subscribe((message) => got.push(message.toString()));
  return got;
}

describe.each(['auto', 'chunk', 'line'] as const)('%s', (framing) => {
  test('never and empty', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const never$ = hot<Buffer>('-----');
      expectObservable(never$.pipe(whole(framing))).toBe('-----');
      const empty$ = cold<Buffer>('--|');
      expectObservable(empty$.pipe(whole(framing))).toBe('--|');
      expectSubscriptions(empty$.subscriptions).toBe('^-!');
    });
  });

  test('an error passes', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('-a-#', buffers({ a: 'hello\n' }));
      expectObservable(source$.pipe(whole(framing))).toBe('-a-#', buffers({ a: 'hello\n' }));
      expectSubscriptions(source$.subscriptions).toBe('^--!');
    });
  });

  test('early unsubscribe ends the subscription', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot('-a-b-c-', buffers({ a: 'a\n', b: 'b\n', c: 'c\n' }));
      expectObservable(source$.pipe(whole(framing)), '^---!').toBe('-a-b', buffers({ a: 'a\n', b: 'b\n' }));
      expectSubscriptions(source$.subscriptions).toBe('^---!');
    });
  });

  test.each([[[0, 0xff, 0xc3, 0x28, 0x0d, 0x0a]], [[...Buffer.from('one\ntwo\n\nthree\r\n')]]])(
    'what is complete is passed at once and untouched: %j',
    (values) => {
      const bytes = Buffer.from(values);
      const got: Buffer[] = [];
      of(bytes)
        .pipe(whole(framing))
        .subscribe((passed) => got.push(passed));
      expect(got).toHaveLength(1);
      expect(got[0]).toBe(bytes);
    },
  );
});

test('chunk: a chunk is a message', () => {
  expect(messages('chunk', ['a\nb\nc', 'd'])).toEqual(['a\nb\nc', 'd']);
});

describe('auto', () => {
  test('the lines of a chunk stay together', () => {
    const chunks = ['a\nb\n\n', '\n', 'c\r\n'];
    expect(messages('auto', chunks)).toEqual(chunks);
  });

  test('an empty chunk changes nothing', () => {
    expect(messages('auto', ['\none', '', ' two\n', ''])).toEqual(['\n', 'one two\n']);
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('-a-b-c-', buffers({ a: '', b: 'hel', c: 'lo' }));
      expectObservable(source$.pipe(whole('auto'))).toBe('---b-c-', buffers({ b: 'hel', c: 'lo' }));
    });
  });

  test('from a client that never sent a newline, a chunk is a message at once', () => {
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('-a-b-', buffers({ a: 'hel', b: 'lo' }));
      expectObservable(source$.pipe(whole('auto'))).toBe('-a-b-', buffers({ a: 'hel', b: 'lo' }));
    });
  });

  test('from a client that has, the start of a line waits for the rest', () => {
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('-a-b-c-', buffers({ a: 'one\nt', b: 'w', c: 'o\nthree\n' }));
      expectObservable(source$.pipe(whole('auto'))).toBe('-a---(bc)-', {
        ...buffers({ a: 'one\n', b: 'two\n', c: 'three\n' }),
      });
    });
  });

  test('with the lines that follow it behind it, and the start of another one held in turn', () => {
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('-a-b---c', buffers({ a: 'one\ntwo\nth', b: 'ree\nfour\nfive\nsi', c: 'x\n' }));
      expectObservable(source$.pipe(whole('auto'))).toBe('-a-(bc)d', {
        ...buffers({ a: 'one\ntwo\n', b: 'three\n', c: 'four\nfive\n', d: 'six\n' }),
      });
    });
  });

  test('but for no longer than 100 ms from its first byte', () => {
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('-a 59ms b 99ms c 200ms d', buffers({ a: 'one\nt', b: 'w', c: 'o', d: '!\n' }));
      const expected = '   -a 99ms b 59ms - 99ms c 100ms d';
      expectObservable(source$.pipe(whole('auto'))).toBe(
        expected,
        buffers({ a: 'one\n', b: 'tw', c: 'o', d: '!\n' }),
      );
    });
  });

  test('a line that comes in time takes the next one no time away', () => {
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('-a 89ms b 200ms -', buffers({ a: '\nt', b: 'wo\nthr' }));
      expectObservable(source$.pipe(whole('auto'))).toBe(
        '-a 89ms b 99ms c',
        buffers({ a: '\n', b: 'two\n', c: 'thr' }),
      );
    });
  });

  test('and for no more than maxMessage bytes', () => {
    expect(messages('auto', ['\n', '1234', '5678', '9', 'a', '\n'], 8)).toEqual(['\n', '123456789', 'a\n']);
  });

  test('what was passed on unfinished is followed by its rest, as it comes', () => {
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('-a 99ms - 9ms b', buffers({ a: '\none', b: ' two\nthree\n' }));
      expectObservable(source$.pipe(whole('auto'))).toBe(
        '-a 99ms h 9ms b',
        buffers({ a: '\n', h: 'one', b: ' two\nthree\n' }),
      );
    });
  });

  test('what is held comes before the end', () => {
    marbles(({ cold, expectObservable }) => {
      const ends$ = cold('-a-|', buffers({ a: 'one\ntwo' }));
      expectObservable(ends$.pipe(whole('auto'))).toBe('-a-(b|)', buffers({ a: 'one\n', b: 'two' }));
      const breaks$ = cold('-a-#', buffers({ a: 'one\ntwo' }));
      expectObservable(breaks$.pipe(whole('auto'))).toBe('-a-(b#)', buffers({ a: 'one\n', b: 'two' }));
    });
  });

  test('nothing is released to whoever has unsubscribed', () => {
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('-a-', buffers({ a: 'one\ntwo' }));
      expectObservable(source$.pipe(whole('auto')), '^ 50ms !').toBe('-a', buffers({ a: 'one\n' }));
      expectObservable(hot('-a-', buffers({ a: 'one\ntwo' })).pipe(whole('auto'), take(1))).toBe(
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
      expectObservable(source$.pipe(whole('line'))).toBe('-- 500ms a-', buffers({ a: 'hello\n' }));
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
    ['lines stay together', ['1\n2\n3', '\n4\n5\n'], ['1\n2\n', '3\n', '4\n5\n']],
    ['a line may come in any number of chunks', ['o', 'n', 'e', '\n'], ['one\n']],
    ['nothing sent is nothing passed on', [], []],
    ['an empty chunk is nothing', ['', 'on', '', 'e\ntwo\n', ''], ['one\n', 'two\n']],
  ])('%s', (_, chunks, expected) => {
    expect(messages('line', chunks, 8)).toEqual(expected);
  });

  test('the newline comes before an error, too', () => {
    marbles(({ cold, expectObservable }) => {
      const source$ = cold('-a-#', buffers({ a: 'one' }));
      expectObservable(source$.pipe(whole('line'))).toBe('---(a#)', buffers({ a: 'one\n' }));
    });
  });
});

test('lines come out as they went in, each whole in one Buffer, however they are cut', () => {
  const piece = fc.constantFrom('a', 'bc', '\n', '\r\n', '\n\n', 'def\ng');
  const chunk = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 12 }), (chunks) => {
      const all = chunks.join('');
      const ending = all === '' || all.endsWith('\n') ? '' : '\n';
      for (const [framing, ended] of [
        ['line', all + ending],
        ['auto', `\n${all}`],
      ] as const) {
        const got = messages(framing, framing === 'auto' ? ['\n', ...chunks] : chunks, 1000);
        const lines = got.flatMap((passed) => linesOf(Buffer.from(passed)).map(String));
        expect(lines).toEqual(linesOf(Buffer.from(ended)).map(String));
        for (const passed of got.slice(0, -1)) expect(passed.endsWith('\n')).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

describe('memory', () => {
  const block = Buffer.alloc(1024 * 1024, 'x\n');

  /** What comes out of these chunks, and when the last of them came. */
  function passed(...chunks: Buffer[]): Buffer[] {
    const got: Buffer[] = [];
    of(...chunks)
      .pipe(whole('line', block.length * 2))
      .subscribe((each) => got.push(each));
    return got;
  }

  test('the start of a line keeps nothing of the block alive that it came in', () => {
    const chunk = Buffer.concat([block, Buffer.from('rest')]);
    const [lines, rest] = passed(chunk) as [Buffer, Buffer];
    expect(lines.equals(block)).toBe(true);
    expect(lines.buffer).toBe(chunk.buffer);
    expect(rest.toString()).toBe('rest\n');
    expect(rest.buffer).not.toBe(chunk.buffer);
  });

  test('neither does one that is completed; the lines behind it are not copied', () => {
    const chunk = Buffer.concat([Buffer.from(' and end\n'), block]);
    const [completed, lines] = passed(Buffer.from('start'), chunk) as [Buffer, Buffer];
    expect(completed.toString()).toBe('start and end\n');
    expect(completed.buffer).not.toBe(chunk.buffer);
    expect(lines.equals(block)).toBe(true);
    expect([lines.buffer, lines.byteOffset]).toEqual([chunk.buffer, chunk.byteOffset + 9]);
  });

  test('a line in many tiny chunks is held in one piece, and is whole', () => {
    const chunk$ = new Subject<Buffer>();
    const got: Buffer[] = [];
    chunk$.pipe(whole('line', 10_000)).subscribe((each) => got.push(each));
    for (let byte = 0; byte < 3000; byte++) chunk$.next(Buffer.of(0x61 + (byte % 26)));
    expect(got).toEqual([]);
    chunk$.next(Buffer.from('\n'));
    const alphabet = 'abcdefghijklmnopqrstuvwxyz';
    expect(got.map(String)).toEqual([`${alphabet.repeat(116).slice(0, 3000)}\n`]);
  });
});

test('each subscription holds its own', () => {
  const source$ = of(Buffer.from('\nhalf')).pipe(whole('auto'));
  const got: string[][] = [[], []];
  for (const list of got) source$.subscribe((message) => list.push(message.toString()));
  expect(got).toEqual([
    ['\n', 'half'],
    ['\n', 'half'],
  ]);
});

test('the start of a line is held on while the client is not read from', () => {
  marbles(({ hot, expectObservable }) => {
    const isPaused = [true, true, false];
    const connection = {
      get isPaused() {
        return isPaused.shift() ?? false;
      },
    };
    const whole$ = hot('a 449ms b', buffers({ a: 'one\ntw', b: 'o\n' })).pipe(
      wholeMessages({ framing: 'auto', maxMessage: 64, maxHold: 100 }, connection),
    );
    expectObservable(whole$).toBe('a 299ms t 149ms o', buffers({ a: 'one\n', t: 'tw', o: 'o\n' }));
  });
});
