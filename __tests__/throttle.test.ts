import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Throttle } from '../src/throttle.ts';

let throttle: Throttle<string>;
let done: string[];

beforeEach(() => {
  jest.useFakeTimers();
  throttle = new Throttle();
  done = [];
});

afterEach(() => {
  jest.useRealTimers();
});

function run(key: string, word: string): void {
  throttle.run(key, (count) => done.push(`${key}: ${word}, for ${count}`));
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
  expect(done.slice(2)).toEqual(['a: three, for 2']);
  run('a', 'five');
  expect(done).toHaveLength(3);
  jest.advanceTimersByTime(1000);
  expect(done.slice(3)).toEqual(['a: five, for 1']);
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
  expect(done.slice(3)).toEqual(['b: three, for 2']);
  throttle.flush();
  expect(done.slice(4)).toEqual(['a: three, for 2', 'c: three, for 2']);
  expect(jest.getTimerCount()).toBe(0);
  throttle.flush('never run');
  expect(done).toHaveLength(6);
});
