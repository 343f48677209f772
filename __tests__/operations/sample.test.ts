import { describe, expect, test } from '@jest/globals';
import { asyncScheduler } from 'rxjs';
import type { FannedOut } from '../../src/events.ts';
import { Counts } from '../../src/operations/counts.ts';
import { Sampler } from '../../src/operations/sample.ts';
import { marbles } from '../support/marbles.ts';

const batch = { messages: 2, bytes: 20, deliveredMessages: 6, deliveredBytes: 60, receivers: 3, clients: 4 };
const none = { messagesPerSecond: 0, deliveriesPerSecond: 0, bytesPerSecond: 0, deliveredBytesPerSecond: 0 };

/** Samples at these milliseconds, after this was handed to all just before. */
function samplesOf(...steps: { at: number; took: readonly number[] }[]): unknown[] {
  const samples: unknown[] = [];
  marbles(() => {
    const counts = new Counts();
    const sampler = new Sampler(counts, () => ({ total: 700, largest: 500 }));
    for (const { at, took } of steps) {
      asyncScheduler.schedule(() => {
        for (const milliseconds of took) {
          const event: FannedOut = { type: 'fannedOut', ...batch, milliseconds };
          counts.count(event);
          sampler.observe(event);
        }
        samples.push(sampler.sample());
      }, at);
    }
  });
  return samples;
}

describe('a sample', () => {
  test('is about what happened since the one before', () => {
    expect(
      samplesOf({ at: 1000, took: [0.25, 0.25] }, { at: 2000, took: [] }, { at: 3000, took: [4] }),
    ).toEqual([
      {
        ...{ time: 1000, clients: 4, messagesPerSecond: 4, deliveriesPerSecond: 12 },
        ...{ bytesPerSecond: 40, deliveredBytesPerSecond: 120, p99FanOut: 0.25 },
        ...{ slowestBacklog: 500, totalBacklog: 700, link: 'none' },
      },
      {
        ...{ time: 2000, clients: 4, ...none, p99FanOut: null },
        ...{ slowestBacklog: 500, totalBacklog: 700, link: 'none' },
      },
      expect.objectContaining({ time: 3000, messagesPerSecond: 2 }),
    ]);
  });

  test('that comes late is of a longer time', () => {
    expect(samplesOf({ at: 4000, took: [1, 1] })).toMatchObject([
      { messagesPerSecond: 1, deliveriesPerSecond: 3, bytesPerSecond: 10, deliveredBytesPerSecond: 30 },
    ]);
  });

  test('has what 99 of 100 took at the most, to three digits', () => {
    const took = Array.from({ length: 1000 }, (_, index) => (index < 985 ? 0.1 : 5));
    expect(samplesOf({ at: 1000, took })).toMatchObject([{ p99FanOut: expect.closeTo(5, 1) }]);
    const rare = took.map((each, index) => (index < 995 ? 0.1 : each));
    expect(samplesOf({ at: 1000, took: rare })).toMatchObject([{ p99FanOut: 0.1 }]);
  });

  test('of what took no time that the clock can tell is of a microsecond', () => {
    expect(samplesOf({ at: 1000, took: [0] })).toMatchObject([{ p99FanOut: 0.001 }]);
  });
});
