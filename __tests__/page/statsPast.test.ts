import { expect, test } from '@jest/globals';
import type { Sample as Told } from '../../src/operations/sample.ts';
import { Past } from '../../src/page/statsPast.ts';
import type { Sample } from '../../src/page/statsSample.ts';

/** What the server tells is what the page takes it for, or this does not compile. */
const asTold: (told: Told) => Sample = (told) => told;

function sampleAt(time: number): Sample {
  const rates = {
    messagesPerSecond: 0,
    deliveriesPerSecond: 0,
    bytesPerSecond: 0,
    deliveredBytesPerSecond: 0,
  };
  return asTold({
    time,
    clients: 1,
    ...rates,
    p99FanOut: null,
    slowestBacklog: 0,
    totalBacklog: 0,
    link: 'none',
  });
}

function timesOf(past: Past): readonly number[] {
  return past.samples.map(({ time }) => time);
}

test('what is known is no news', () => {
  const past = new Past();
  past.add([sampleAt(1000), sampleAt(2000)]);
  past.add([sampleAt(1000), sampleAt(2000), sampleAt(3000)]);
  past.add([]);
  expect(timesOf(past)).toEqual([1000, 2000, 3000]);
  expect(past.latest?.time).toBe(3000);
});

test('what is older than five minutes is gone', () => {
  const past = new Past();
  past.add([sampleAt(1000), sampleAt(2000)]);
  past.add([sampleAt(301_500)]);
  expect(timesOf(past)).toEqual([2000, 301_500]);
});

test('where the clock of the server was set back, it begins anew', () => {
  const past = new Past();
  past.add([sampleAt(900_000), sampleAt(901_000)]);
  past.add([sampleAt(5000), sampleAt(6000)]);
  past.add([]);
  past.add([sampleAt(7000)]);
  expect(timesOf(past)).toEqual([5000, 6000, 7000]);
});

test('at first there is nothing', () => {
  expect(new Past().latest).toBeUndefined();
});
