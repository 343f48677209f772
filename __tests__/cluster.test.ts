import { afterAll, describe, expect, test } from '@jest/globals';
import { endChildren } from '../bench/battery/children.ts';
import { clusterFaults } from '../bench/battery/faults/cluster/index.ts';
import { toolsHere } from './support/tools.ts';

/** Far more than any takes, on a machine that does something else as well. */
const PATIENCE = 300_000;

afterAll(endChildren);

const withBroker = toolsHere('nats-server').length > 0 ? describe : describe.skip;

/** The last one measures what goes through at most, and would disturb the others. */
const faults = clusterFaults.filter(({ name }) => name !== 'cluster-load');

/** Figures are asserted by `npm run battery` alone: a busy machine, as it is with several at once, may miss them. */
withBroker('one room over several servers', () => {
  test.concurrent.each(faults)(
    '$name: $title; wanted: $wanted',
    async ({ run }) => {
      const { problems } = await run();
      expect(problems).toEqual([]);
    },
    PATIENCE,
  );
});
