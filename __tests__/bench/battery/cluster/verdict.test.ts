import { describe, expect, test } from '@jest/globals';
import type { Passage, TalkersResult } from '../../../../bench/battery/cluster/talkers.ts';
import { between, delaysOf, localUnharmed, wholeness } from '../../../../bench/battery/cluster/verdict.ts';

function passage(from: number, to: number, found: Partial<Passage> = {}): Passage {
  return {
    from,
    to,
    lost: 0,

    doubled: 0,
    swapped: 0,
    p50: 1,
    p99: 2,
    worst: 3,
    silence: 4,
    ...found,
  };
}

function result(...passages: Passage[]): TalkersResult {
  return { said: 100, passages, problems: [] };
}

describe('a room is whole', () => {
  test('where nothing is lost, doubled or out of order', () => {
    expect(wholeness(result(passage(0, 0), passage(0, 1), passage(1, 0)))).toEqual([]);
  });

  test.each<[Partial<Passage>, string]>([
    [{ lost: 1 }, 'node 1 to node 2: 1 lines lost'],
    [{ lost: -1 }, 'node 1 to node 2: -1 lines lost'],
    [{ doubled: 2 }, 'node 1 to node 2: 2 lines doubled'],
    [{ swapped: 3 }, 'node 1 to node 2: 3 lines behind later ones'],
  ])('but not with %p for any of the pairs', (found, problem) => {
    expect(wholeness(result(passage(1, 0), passage(0, 1, found)))).toEqual([problem]);
  });

  test('but not where a client was lost', () => {
    expect(wholeness({ said: 1, passages: [], problems: ['1 of 9 clients lost: reset'] })).toEqual([
      '1 of 9 clients lost: reset',
    ]);
  });

  test('with a loss that is told, neither more nor less', () => {
    const told = ({ to }: Passage): number => (to === 1 ? 7 : 0);
    expect(wholeness(result(passage(1, 0), passage(0, 1, { lost: 7 })), told)).toEqual([]);
    expect(wholeness(result(passage(0, 1, { lost: 6 })), told)).toEqual([
      'node 1 to node 2: 6 lines lost, though 7 were told',
    ]);
    expect(wholeness(result(passage(0, 1)), told)).toHaveLength(1);
  });
});

test('the delay at one node is that of these nodes alone, and within 100 ms', () => {
  const slow = result(passage(0, 0), passage(1, 1, { worst: 200 }), passage(0, 1, { worst: 900 }));
  expect(localUnharmed(slow, [0])).toEqual([]);
  expect(localUnharmed(slow, [0, 1])).toEqual(['the longest delay at one node was 200 ms, not under 100 ms']);
});

test('the delays between nodes are the worst of each figure', () => {
  const pairs = between(
    result(
      passage(0, 0, { p50: 99 }),
      passage(0, 1, { p50: 5 }),
      passage(1, 0, { p99: 6 }),
      passage(0, 2, { worst: 99 }),
    ),
    [0, 1],
  );
  expect(delaysOf(pairs)).toBe('p50 5.00 ms, p99 6.00 ms, longest 3.00 ms');
});
