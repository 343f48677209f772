import { expect, test } from '@jest/globals';
import { Throttle } from '../src/throttle.ts';

test('each key once a second, with the number of times since', () => {
  let now = 5;
  const done: [string, number][] = [];
  const throttle = new Throttle<string>({ now: () => now });
  const run = (key: string, at: number) => {
    now = at;
    throttle.run(key, (count) => done.push([key, count]));
  };
  for (const at of [5, 6, 1004, 1005, 1006]) run('a', at);
  run('b', 1006);
  run('a', 9000);
  expect(done).toEqual([
    ['a', 1],
    ['a', 3],
    ['b', 1],
    ['a', 2],
  ]);
});

test('what is forgotten is as new', () => {
  const done: number[] = [];
  const throttle = new Throttle<string>({ now: () => 0 });
  const run = () => throttle.run('a', (count) => done.push(count));
  run();
  run();
  throttle.forget('a');
  run();
  expect(done).toEqual([1, 1]);
});
