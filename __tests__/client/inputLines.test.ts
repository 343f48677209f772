import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { BehaviorSubject, defer, filter, lastValueFrom, NEVER, of, toArray } from 'rxjs';
import { inputLines } from '../../src/client/inputLines.ts';

const READING = { maxMessage: 8, maxHold: 60_000 };

describe('the lines of an input', () => {
  async function linesOf(...reads: readonly (string | Buffer)[]): Promise<readonly string[]> {
    const input = new PassThrough();
    let next = 0;
    const room$ = defer(() => {
      const read = reads[next++];
      if (read === undefined) input.end();
      else input.write(read);
      return of('room');
    });
    return await lastValueFrom(inputLines(input, room$, READING).pipe(toArray()));
  }

  test('come without their ends, and the last without one too', async () => {
    expect(await linesOf('one\ntwo\r\n\nfo', 'ur\nfive')).toEqual(['one', 'two', '', 'four', 'five']);
  });

  test('a character that two reads share is one', async () => {
    const bytes = Buffer.from('caf\u00e9\n');
    expect(await linesOf(bytes.subarray(0, 4), bytes.subarray(4))).toEqual(['caf\u00e9']);
  });

  test('the start of one that is too long is one', async () => {
    expect(await linesOf('123456789', '0\n')).toEqual(['123456789', '0']);
  });
});

test('what is read waits for room, and the end for nothing', async () => {
  const input = new PassThrough();
  const hasRoom$ = new BehaviorSubject(true);
  const lines: string[] = [];
  const all = lastValueFrom(inputLines(input, hasRoom$.pipe(filter(Boolean)), READING).pipe(toArray()));
  hasRoom$.next(false);
  input.write('one\n');
  await new Promise(setImmediate);
  expect([lines, input.readableLength]).toEqual([[], 0]);
  hasRoom$.next(true);
  hasRoom$.next(false);
  input.end();
  expect(await all).toEqual(['one']);
});

test('nothing is read before there is room', async () => {
  const input = new PassThrough().end('one\n');
  const subscription = inputLines(input, NEVER, READING).subscribe();
  await new Promise(setImmediate);
  expect(input.readableLength).toBe(4);
  subscription.unsubscribe();
});
