import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Brake, type Speaker } from '../../src/connections/brake.ts';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

class Talker implements Speaker {
  holds = 0;

  hold(): void {
    this.holds += 1;
  }

  release(): void {
    this.holds -= 1;
  }
}

test('who talks much is held, for maxPause at the most', () => {
  const brake = new Brake(50);
  const talker = new Talker();
  brake.slow(talker, 5000);
  brake.slow(talker, 5000);
  expect(talker.holds).toBe(1);
  jest.advanceTimersByTime(49);
  expect(talker.holds).toBe(1);
  jest.advanceTimersByTime(1);
  expect([talker.holds, jest.getTimerCount()]).toEqual([0, 0]);
  brake.slow(talker, 5000);
  expect(talker.holds).toBe(1);
});

test('who talks a little is not, unless it is much together', () => {
  const brake = new Brake(50);
  const [quiet, loud] = [new Talker(), new Talker()];
  for (let line = 0; line < 64; line++) {
    brake.slow(quiet, 64);
    brake.slow(loud, 65);
  }
  expect([quiet.holds, loud.holds]).toEqual([0, 1]);
  jest.advanceTimersByTime(50);
  brake.slow(quiet, 64);
  expect([quiet.holds, loud.holds]).toEqual([0, 0]);
});

test('all go on when nobody lags any more', () => {
  const brake = new Brake(50);
  const talkers = [new Talker(), new Talker()];
  for (const talker of talkers) brake.slow(talker, 10_000);
  brake.release();
  expect(talkers.map(({ holds }) => holds)).toEqual([0, 0]);
  expect(jest.getTimerCount()).toBe(0);
});

test('0 holds nobody', () => {
  const brake = new Brake(0);
  const talker = new Talker();
  brake.slow(talker, 1e9);
  expect([talker.holds, jest.getTimerCount()]).toEqual([0, 0]);
});
