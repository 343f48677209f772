import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Backlogs, type Debtor } from '../../src/connections/backlogs.ts';
import type { ConnectionLost } from '../../src/errors.ts';

/** Somebody who takes only what the test says. */
class Reader implements Debtor {
  backlog = 0;
  delayed = 0;
  lost: ConnectionLost | undefined;
  readonly #backlogs: Backlogs;

  constructor(backlogs: Backlogs) {
    this.#backlogs = backlogs;
  }

  isSent(bytes: number): void {
    this.delayed += bytes;
    this.#change(bytes);
    this.#backlogs.keepWithinBounds(this);
  }

  takes(bytes: number): void {
    this.#change(-bytes);
  }

  cut(lost: ConnectionLost): void {
    this.lost = lost;
    this.#change(-this.backlog);
  }

  #change(bytes: number): void {
    this.backlog += bytes;
    this.#backlogs.change(this, bytes);
  }
}

const limits = { maxBacklog: 1000, slowBacklog: 100, slowAfter: 10_000, maxTotalBacklog: 2500 };
let backlogs: Backlogs;
let caughtUp: number;

beforeEach(() => {
  jest.useFakeTimers();
  caughtUp = 0;
  backlogs = new Backlogs(limits, () => (caughtUp += 1));
});

afterEach(() => {
  jest.useRealTimers();
});

const readers = (count: number) =>
  Array.from({ length: count }, () => new Reader(backlogs)) as [Reader, Reader];

describe('a backlog', () => {
  test('may be as large as maxBacklog, and no larger', () => {
    const [one, other] = readers(2);
    other.isSent(10);
    one.isSent(1000);
    expect([one.lost, backlogs.total]).toEqual([undefined, 1010]);
    one.isSent(1);
    expect(one.lost).toMatchObject({
      reason: 'slow',
      message: 'the client left more than 1000 bytes unread',
    });
    expect([other.lost, backlogs.total]).toEqual([undefined, 10]);
  });

  test('counts with the others: the largest is cut first, and no more than need be', () => {
    const all = [new Reader(backlogs), new Reader(backlogs), new Reader(backlogs), new Reader(backlogs)];
    const [a, b, c, d] = all as [Reader, Reader, Reader, Reader];
    a.isSent(600);
    b.isSent(900);
    c.isSent(800);
    d.isSent(200);
    expect(all.map(({ lost }) => lost)).toEqual([undefined, undefined, undefined, undefined]);
    d.isSent(1);
    expect(b.lost).toMatchObject({
      reason: 'slow',
      message: 'the client left the most unread of more than 2500 bytes for all together',
    });
    expect([a.lost, c.lost, d.lost, backlogs.total]).toEqual([undefined, undefined, undefined, 1601]);
  });
});

test('all together are high at half of maxTotalBacklog, without anybody who lags', () => {
  const all = readers(13);
  for (const reader of all) reader.isSent(96);
  expect([backlogs.total, backlogs.areHigh]).toEqual([1248, false]);
  all[0].isSent(3);
  expect([backlogs.areHigh, jest.getTimerCount()]).toEqual([true, 0]);
  all[1].takes(1);
  expect([backlogs.areHigh, caughtUp]).toEqual([false, 1]);
});

describe('who lags', () => {
  test('is over slowBacklog, until it has caught up', () => {
    const [one, other] = readers(2);
    one.isSent(100);
    expect(backlogs.areHigh).toBe(false);
    one.isSent(1);
    other.isSent(500);
    expect(backlogs.areHigh).toBe(true);
    one.takes(1);
    expect([backlogs.areHigh, caughtUp]).toEqual([true, 0]);
    other.takes(400);
    expect([backlogs.areHigh, caughtUp]).toEqual([false, 1]);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('is so at half of maxBacklog, where that is less', () => {
    backlogs = new Backlogs({ ...limits, maxBacklog: 150 }, () => (caughtUp += 1));
    const [one] = readers(1);
    one.isSent(75);
    expect(backlogs.areHigh).toBe(false);
    one.isSent(1);
    expect([backlogs.areHigh, jest.getTimerCount()]).toEqual([true, 1]);
    one.takes(1);
    expect([backlogs.areHigh, jest.getTimerCount(), caughtUp]).toEqual([false, 0, 1]);
  });

  test('and takes nothing is cut after slowAfter, not before', () => {
    const [one] = readers(1);
    one.isSent(101);
    jest.advanceTimersByTime(9999);
    expect(one.lost).toBe(undefined);
    jest.advanceTimersByTime(1);
    expect(one.lost).toMatchObject({
      reason: 'slow',
      message: 'the client took none of 101 bytes for 10000 milliseconds',
    });
    expect(jest.getTimerCount()).toBe(0);
  });

  test('is cut as well when it takes less than comes', () => {
    const [one] = readers(1);
    one.isSent(200);
    for (let second = 0; second < 9; second++) {
      jest.advanceTimersByTime(1000);
      one.isSent(2);
      one.takes(1);
    }
    expect(one.lost).toBe(undefined);
    jest.advanceTimersByTime(1000);
    expect(one.lost?.reason).toBe('slow');
  });

  test('is not while its backlog shrinks, however slowly', () => {
    const [one] = readers(1);
    one.isSent(200);
    for (let second = 0; second < 90; second++) {
      one.takes(1);
      jest.advanceTimersByTime(1000);
    }
    expect([one.lost, backlogs.areHigh]).toEqual([undefined, true]);
  });

  test('is not while it takes much, even if as much comes', () => {
    const [one] = readers(1);
    one.isSent(200);
    for (let second = 0; second < 90; second++) {
      one.isSent(20);
      one.takes(20);
      jest.advanceTimersByTime(1000);
    }
    expect(one.lost).toBe(undefined);
  });

  test('has its time anew after it had caught up', () => {
    const [one] = readers(1);
    one.isSent(101);
    jest.advanceTimersByTime(9000);
    one.takes(101);
    one.isSent(101);
    jest.advanceTimersByTime(9999);
    expect(one.lost).toBe(undefined);
    jest.advanceTimersByTime(1);
    expect(one.lost?.reason).toBe('slow');
  });

  test('is not cut for the time in which the process was stopped', () => {
    jest.useRealTimers();
    let look: () => void = () => undefined;
    const interval = jest.spyOn(globalThis, 'setInterval').mockImplementation((work: () => void) => {
      look = work;
      return setTimeout(() => undefined, 0);
    });
    const [one] = readers(1);
    one.isSent(101);
    expect(interval).toHaveBeenCalledWith(expect.any(Function), 1000);
    // However late: a timer fires once, and counts once.
    for (let looks = 0; looks < 9; looks++) look();
    expect(one.lost).toBe(undefined);
    look();
    expect(one.lost?.reason).toBe('slow');
  });
});

test('tells how much waits for whoever has the most', () => {
  expect(backlogs.largest).toBe(0);
  const [one, other] = [new Reader(backlogs), new Reader(backlogs)];
  one.isSent(30);
  other.isSent(50);
  expect([backlogs.total, backlogs.largest]).toEqual([80, 50]);
  other.takes(50);
  expect(backlogs.largest).toBe(30);
});
