import { describe, expect, jest, test } from '@jest/globals';
import { asyncScheduler, concat, ignoreElements, NEVER, type Observable, Subject, timer } from 'rxjs';
import type { EventLoop } from '../../src/eventLoop.ts';
import { gather } from '../../src/operators/gather.ts';
import { marbles } from '../support/marbles.ts';
import { endOfBatch, endOfTurn } from '../support/turns.ts';

/** An event loop of the diagram: what ends a turn in it, and 8 frames to the millisecond, so 12 are 1.5 ms. */
function loopOf(turn$: Observable<never>): EventLoop {
  return {
    atEndOfTurn: (work) => {
      const turn = turn$.subscribe({ complete: work });
      return () => turn.unsubscribe();
    },
    now: () => asyncScheduler.now() / 8,
  };
}

/** Turns that last three frames, from the first value on. */
const loop = loopOf(timer(3).pipe(ignoreElements()));
/** Letters are what counts, capitals are large; digits ride along. */
const bytesOf = (value: string) => (/[a-z]/.test(value) ? 100 : /[A-Z]/.test(value) ? 128 * 1024 : 0);
const gathered = gather(bytesOf, loop);

/** Batches by name: `'a=a'`, `'x=ab'`. */
function batches(...definitions: string[]): Record<string, string[]> {
  return Object.fromEntries(
    definitions.map((definition) => {
      const [name = '', values = ''] = definition.split('=');
      return [name, values.split('')];
    }),
  );
}

test('never', () => {
  marbles(({ hot, expectObservable }) => {
    expectObservable(hot('----').pipe(gathered)).toBe('----');
  });
});

test('empty: no batch', () => {
  marbles(({ cold, expectObservable }) => {
    expectObservable(cold('--|').pipe(gathered)).toBe('--|');
  });
});

describe('a lone value', () => {
  test('leaves in its turn', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot('  -a-----b----c---');
      expectObservable(source$.pipe(gathered), '^---------------!').toBe(
        '                    ----a-----b----c',
        batches('a=a', 'b=b', 'c=c'),
      );
      expectSubscriptions(source$.subscriptions).toBe('^---------------!');
    });
  });

  test('does so each time, however close one follows the other', () => {
    marbles(({ hot, expectObservable }) => {
      // The turn of `a` ends in frame 4, and so on: the next one comes right after.
      const source$ = hot('                      -a---b---c---d---');
      expectObservable(source$.pipe(gathered)).toBe('----a---b---c---d', batches('a=a', 'b=b', 'c=c', 'd=d'));
    });
  });
});

describe('several', () => {
  test('are one batch, in order, and wait for a turn that brings nothing new', () => {
    marbles(({ hot, expectObservable }) => {
      // Turns end in frames 4 and 7.
      const source$ = hot('                      -a-b----------');
      expectObservable(source$.pipe(gathered)).toBe('-------x------', batches('x=ab'));
    });
  });

  test('take along what comes in that turn, and wait for another one', () => {
    marbles(({ hot, expectObservable }) => {
      // Turns end in frames 4, 7 and 10.
      const source$ = hot('                      -a-b-c--------');
      expectObservable(source$.pipe(gathered)).toBe('----------x---', batches('x=abc'));
    });
  });

  test('wait for no more than 1.5 ms from the end of their first turn, whatever comes', () => {
    marbles(({ hot, expectObservable }) => {
      // Turns end in frames 4, 7, 10, 13 and 16, which is 12 frames after 4; then in 20 and 23.
      const source$ = hot('                      -ab--c--d--e--f--g------');
      expectObservable(source$.pipe(gathered)).toBe('----------------x------y', batches('x=abcdef', 'y=g'));
    });
  });

  test('do so in turns that take as long as that', () => {
    marbles(({ hot, expectObservable }) => {
      // Turns end in frames 13 and 25.
      const long = gather(bytesOf, loopOf(timer(12).pipe(ignoreElements())));
      expectObservable(hot('-ab-----------c-').pipe(long)).toBe('- 24ms x', batches('x=abc'));
    });
  });

  test('wait on where a frame is left', () => {
    marbles(({ hot, expectObservable }) => {
      // Turns end in frames 12, 23 and 34.
      const long = gather(bytesOf, loopOf(timer(11).pipe(ignoreElements())));
      expectObservable(hot('-ab-----------c-').pipe(long)).toBe('- 33ms x', batches('x=abc'));
    });
  });
});

describe('after a batch of several', () => {
  test('even one value waits one turn more', () => {
    marbles(({ hot, expectObservable }) => {
      // `x` leaves in frame 7; the turns of `c` end in frames 12 and 15.
      const source$ = hot('                      -ab------c-------');
      expectObservable(source$.pipe(gathered)).toBe('-------x-------c', batches('x=ab', 'c=c'));
    });
  });

  test('and takes along what comes until a turn brings nothing', () => {
    marbles(({ hot, expectObservable }) => {
      // The turns of `c` end in frames 12, 15 and 18.
      const source$ = hot('                      -ab------c---d------');
      expectObservable(source$.pipe(gathered)).toBe('-------x----------y', batches('x=ab', 'y=cd'));
    });
  });

  test('for no longer than 1.5 ms from the end of its first turn', () => {
    marbles(({ hot, expectObservable }) => {
      // The turns of `c` end in frames 12, 15, 18, 21 and 24; those of `h` in 28 and 31.
      const source$ = hot('                      -ab------c---d--e--f--g--h---');
      expectObservable(source$.pipe(gathered)).toBe(
        '                                         -------x----------------y------h',
        batches('x=ab', 'y=cdefg', 'h=h'),
      );
    });
  });

  test('once it was alone, the next one leaves in its turn again', () => {
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('                      -ab------c-------d---');
      expectObservable(source$.pipe(gathered)).toBe('-------x-------c----d', batches('x=ab', 'c=c', 'd=d'));
    });
  });
});

describe('a value that does not count', () => {
  test('leaves in its turn, alone or with its kind', () => {
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('                      -1-----23---');
      expectObservable(source$.pipe(gathered)).toBe('----1-----y-', batches('1=1', 'y=23'));
    });
  });

  test('rides along with one that does, in order, and holds it up no longer', () => {
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('                      -1a2---b3---');
      expectObservable(source$.pipe(gathered)).toBe('----x-----y-', batches('x=1a2', 'y=b3'));
    });
  });

  test('is nothing new to several', () => {
    marbles(({ hot, expectObservable }) => {
      // Turns end in frames 4 and 7.
      const source$ = hot('                      -ab--1-------');
      expectObservable(source$.pipe(gathered)).toBe('-------x-----', batches('x=ab1'));
    });
  });

  test('alone waits for nobody after a batch of several either', () => {
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('                      -ab------1----');
      expectObservable(source$.pipe(gathered)).toBe('-------x----1-', batches('x=ab', '1=1'));
    });
  });
});

describe('the end', () => {
  test('comes after the batch so far, whether it completes or errors', () => {
    marbles(({ hot, expectObservable }) => {
      expectObservable(hot('-a|').pipe(gathered)).toBe('--(x|)', batches('x=a'));
      expectObservable(hot('-a#').pipe(gathered)).toBe('--(x#)', batches('x=a'));
      expectObservable(hot('-1|').pipe(gathered)).toBe('--(x|)', batches('x=1'));
    });
  });

  test('waits for no batch that grows', () => {
    marbles(({ hot, expectObservable }) => {
      expectObservable(hot('-a-b-c|').pipe(gathered)).toBe('------(x|)', batches('x=abc'));
      expectObservable(hot('-a-b-c#').pipe(gathered)).toBe('------(x#)', batches('x=abc'));
    });
  });

  test('ends the turn', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const turn$ = cold<never>('---|');
      expectObservable(hot('-a|').pipe(gather(bytesOf, loopOf(turn$)))).toBe('--(x|)', batches('x=a'));
      expectSubscriptions(turn$.subscriptions).toBe('-^!');
    });
  });

  test('early unsubscribe drops the batch and ends the turn', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const turn$ = cold<never>('---|');
      expectObservable(hot('-a----').pipe(gather(bytesOf, loopOf(turn$))), '^--!').toBe('-----');
      expectSubscriptions(turn$.subscriptions).toBe('-^-!');
    });
  });

  test('so it does in a later turn', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const turn$ = cold<never>('---|');
      expectObservable(hot('-ab----').pipe(gather(bytesOf, loopOf(turn$))), '^----!').toBe('-------');
      expectSubscriptions(turn$.subscriptions).toBe(['-^--!', '----^!']);
    });
  });
});

test('each subscription gathers its own', () => {
  marbles(({ hot, expectObservable }) => {
    const batch$ = hot('-ab------c-------').pipe(gathered);
    expectObservable(batch$, '---^').toBe('------------c----', batches('c=c'));
    expectObservable(batch$).toBe('-------x-------c-', batches('x=ab', 'c=c'));
  });
});

test('what comes while a batch is handed on is in the next one', async () => {
  const source$ = new Subject<number>();
  const got: (readonly number[])[] = [];
  source$.pipe(gather(() => 1)).subscribe((batch) => {
    got.push(batch);
    if (got.length < 3) source$.next(got.length);
  });
  source$.next(0);
  await endOfTurn();
  await endOfTurn();
  await endOfTurn();
  expect(got).toEqual([[0], [1], [2]]);
});

describe('by default', () => {
  test('a turn is one of the event loop, and takes no timer', async () => {
    const timeout = jest.spyOn(globalThis, 'setTimeout');
    const interval = jest.spyOn(globalThis, 'setInterval');
    const source$ = new Subject<string>();
    const got: (readonly string[])[] = [];
    concat(source$, NEVER)
      .pipe(gather(() => 1))
      .subscribe((batch) => got.push(batch));
    for (const word of ['one', 'two']) {
      source$.next(word);
      await endOfTurn();
      expect(got.at(-1)).toEqual([word]);
    }
    source$.next('three');
    source$.next('four');
    await endOfTurn();
    source$.next('five');
    await endOfBatch();
    expect(got).toEqual([['one'], ['two'], ['three', 'four', 'five']]);
    expect(timeout).not.toHaveBeenCalled();
    expect(interval).not.toHaveBeenCalled();
  });

  test.each([
    [1001.5, ['one', 'two', 'three']],
    [1001.4, []],
  ])('time is that of the machine: from 1000 to %p', async (later, batch) => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(1000);
    const source$ = new Subject<string>();
    const got: string[] = [];
    source$.pipe(gather(() => 1)).subscribe((words) => got.push(...words));
    source$.next('one');
    source$.next('two');
    await endOfTurn();
    now.mockReturnValue(later);
    source$.next('three');
    await endOfTurn();
    expect(got).toEqual(batch);
  });
});

describe('a batch of 256 KiB', () => {
  test('leaves at once, and the next one has its own time', () => {
    marbles(({ hot, expectObservable }) => {
      expectObservable(hot('-a1AB2-').pipe(gathered)).toBe('----x---y', batches('x=a1AB', 'y=2'));
    });
  });

  test('leaves within the call that fills it', () => {
    const got: string[][] = [];
    const source$ = new Subject<string>();
    source$.pipe(gathered).subscribe((batch) => got.push([...batch]));
    source$.next('A');
    expect(got).toEqual([]);
    source$.next('B');
    expect(got).toEqual([['A', 'B']]);
    source$.complete();
    expect(got).toHaveLength(1);
  });
});
