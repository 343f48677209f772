import type { Readable } from 'node:stream';
import { defer, delayWhen, map, mergeMap, Observable, of, repeat, switchMap, take, takeWhile } from 'rxjs';
import { linesOf } from '../lines.ts';
import { wholeMessages } from '../operators/wholeMessages.ts';

interface Reading {
  /** Bytes of an unfinished line that are held; the start of a longer one is a line. */
  readonly maxMessage: number;
  readonly maxHold: number;
}

/**
 * The lines of an input, without their ends, until the input ends. Begins when `room$` emits, and what each read brings waits
 * for it, which it is subscribed for after that: however long the input is, little of it is in memory.
 */
export function inputLines(
  input: Readable,
  room$: Observable<unknown>,
  reading: Reading,
): Observable<string> {
  return defer(() => {
    input.setEncoding('utf8'); // a character that two reads share comes with the second
    const chunk$ = nextChunk(input).pipe(
      delayWhen((chunk) => (chunk === undefined ? of(chunk) : room$)), // the end is the end, room or not
      repeat(),
    );
    return room$.pipe(
      take(1),
      switchMap(() => chunk$),
      takeWhile((chunk) => chunk !== undefined),
      wholeMessages({ framing: 'line', ...reading }, {}),
      mergeMap(linesOf),
      map((line) => line.toString().replace(/[\r\n]+$/, '')),
    );
  });
}

/** The next that there is to read, then completes; undefined at the end. An input that breaks has ended. */
function nextChunk(input: Readable): Observable<Buffer | undefined> {
  return new Observable((subscriber) => {
    function end(): void {
      subscriber.next(undefined);
      subscriber.complete();
    }
    function read(): void {
      const text: unknown = input.read();
      if (typeof text !== 'string') return;
      subscriber.next(Buffer.from(text));
      subscriber.complete();
    }
    input.on('readable', read).on('end', end).on('error', end);
    subscriber.add(() => {
      input.off('readable', read).off('end', end).off('error', end);
    });
    if (input.readableEnded || input.destroyed) end();
    else read();
  });
}
