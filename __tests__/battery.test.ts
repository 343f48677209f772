import { afterEach, expect, test } from '@jest/globals';
import { endChildren } from '../bench/battery/children.ts';
import { faults } from '../bench/battery/faults/index.ts';

/** Far more than any takes, on a machine that does something else as well. */
const PATIENCE = 300_000;

afterEach(endChildren);

/** The others take minutes: `npm run battery` has them all. It alone asserts figures, which a busy machine may miss. */
const quickFaults = faults().filter(({ isQuick }) => isQuick);

test.each(quickFaults)(
  '$name: $title; wanted: $wanted',
  async ({ run }) => {
    const { problems } = await run();
    expect(problems).toEqual([]);
  },
  PATIENCE,
);
