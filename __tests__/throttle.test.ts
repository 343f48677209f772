import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Throttle } from '../src/throttle.ts';

let throttle: Throttle<string, string>;
let done: string[];

beforeEach(() => {
  jest.useFakeTimers();
  done = [];
  throttle = throttled(1);
});

afterEach(() => {
  jest.useRealTimers();
});

/** Words, each with its key in front. */
function throttled(most: number): Throttle<string, string> {
  return new Throttle({
    most,
    together: (one, other) => `${one}+${other}`,
    work: (word, count) => done.push(`${word}, for ${count}`),
  });
}

function run(key: string, word: string): void {
  throttle.run(key, `${key}: ${word}`);
}

test('the first time at once, then once a second for all the times in it', () => {
  run('a', 'one');
  run('a', 'two');
  run('a', 'three');
  run('b', 'four');
  expect(done).toEqual(['a: one, for 1', 'b: four, for 1']);
  jest.advanceTimersByTime(999);
  expect(done).toHaveLength(2);
  jest.advanceTimersByTime(1);
  expect(done.slice(2)).toEqual(['a: two+a: three, for 2']);
  run('a', 'five');
  expect(done).toHaveLength(3);
  jest.advanceTimersByTime(1000);
  expect(done.slice(3)).toEqual(['a: five, for 1']);
});

test('so many times a second at once, where it may be done more often', () => {
  throttle = throttled(3);
  for (const word of ['one', 'two', 'three', 'four', 'five']) run('a', word);
  expect(done).toEqual(['a: one, for 1', 'a: two, for 1', 'a: three, for 1']);
  jest.advanceTimersByTime(1000);
  expect(done.slice(3)).toEqual(['a: four+a: five, for 2']);
  for (const word of ['six', 'seven', 'eight']) run('a', word);
  expect(done.slice(4)).toEqual(['a: six, for 1', 'a: seven, for 1']);
  jest.advanceTimersByTime(1000);
  expect(done.slice(6)).toEqual(['a: eight, for 1']);
});

test('after a second without it, it is done at once again, and no timer is left', () => {
  run('a', 'one');
  jest.advanceTimersByTime(1000);
  expect(jest.getTimerCount()).toBe(0);
  run('a', 'two');
  expect(done).toEqual(['a: one, for 1', 'a: two, for 1']);
});

test('flushed, what waits is done, for one or for all', () => {
  for (const key of ['a', 'b', 'c']) for (const word of ['one', 'two', 'three']) run(key, word);
  throttle.flush('b');
  expect(done.slice(3)).toEqual(['b: two+b: three, for 2']);
  throttle.flush();
  expect(done.slice(4)).toEqual(['a: two+a: three, for 2', 'c: two+c: three, for 2']);
  expect(jest.getTimerCount()).toBe(0);
  throttle.flush('never run');
  expect(done).toHaveLength(6);
});
