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

const ONE_READ = 64 * 1024;

/** A talker that has used up what those who talk much may say together. */
function loudest(brake: Brake): Talker {
  const talker = new Talker();
  expect(brake.allows(talker, ONE_READ)).toBe(true);
  return talker;
}

test('those who talk much say a read’s worth in one pause’s time, and are held for the rest of it', () => {
  const brake = new Brake(50);
  const talker = loudest(brake);
  expect(talker.holds).toBe(0);
  expect([brake.allows(talker, 1), talker.holds]).toEqual([false, 1]);
  jest.advanceTimersByTime(49);
  expect(talker.holds).toBe(1);
  jest.advanceTimersByTime(1);
  expect([talker.holds, jest.getTimerCount()]).toEqual([0, 0]);
  expect([brake.allows(talker, ONE_READ), brake.allows(talker, 1025)]).toEqual([true, false]);
});

test('many of them together say no more than one, and take turns', () => {
  const brake = new Brake(50);
  const talkers = [new Talker(), new Talker(), new Talker()];
  const said = talkers.map(() => 0);
  // As a socket does: asks for the same chunk again once it is released, and for the next one when that has passed.
  for (let pause = 0; pause < 30; pause++) {
    talkers.forEach((talker, index) => {
      while (talker.holds === 0 && brake.allows(talker, 40_000)) said[index] = (said[index] ?? 0) + 40_000;
    });
    jest.advanceTimersByTime(50);
  }
  const sum = said.reduce((total, bytes) => total + bytes, 0);
  expect(sum).toBeGreaterThan(29 * ONE_READ);
  expect(sum).toBeLessThanOrEqual(31 * ONE_READ);
});

test('who talks a little may, whatever the others say, unless it is much together', () => {
  const brake = new Brake(50);
  loudest(brake);
  const [quiet, loud] = [new Talker(), new Talker()];
  for (let line = 0; line < 16; line++) {
    expect(brake.allows(quiet, 64)).toBe(true);
    brake.allows(loud, 65);
  }
  expect([quiet.holds, loud.holds]).toEqual([0, 1]);
  jest.advanceTimersByTime(50);
  expect([brake.allows(quiet, 64), quiet.holds, loud.holds]).toEqual([true, 0, 0]);
});

test('more than was left, said at once, is made up for in the next pauses', () => {
  const brake = new Brake(50);
  const talker = new Talker();
  expect(brake.allows(talker, 3 * ONE_READ)).toBe(true);
  for (const isAllowed of [false, false, true]) {
    jest.advanceTimersByTime(50);
    expect(brake.allows(talker, 2000)).toBe(isAllowed);
  }
});

test('all go on when nobody lags any more, with nothing to make up for', () => {
  const brake = new Brake(50);
  const talkers = [loudest(brake), new Talker()];
  for (const talker of talkers) expect(brake.allows(talker, 10_000)).toBe(false);
  brake.release();
  expect(talkers.map(({ holds }) => holds)).toEqual([0, 0]);
  expect(jest.getTimerCount()).toBe(0);
  loudest(brake);
});

test('0 holds nobody', () => {
  const brake = new Brake(0);
  const talker = new Talker();
  expect([brake.allows(talker, 1e9), brake.allows(talker, 1e9)]).toEqual([true, true]);
  expect([talker.holds, jest.getTimerCount()]).toEqual([0, 0]);
});
