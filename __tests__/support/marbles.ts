import { expect } from '@jest/globals';
import { TestScheduler } from 'rxjs/testing';

type Run = Parameters<TestScheduler['run']>[0];

/** Runs a test in virtual time. One frame is one millisecond. */
export function marbles(run: Run): void {
  new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  }).run(run);
}
