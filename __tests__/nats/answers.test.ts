import { describe, expect, test } from '@jest/globals';
import { Answers, answerOf } from '../../src/nats/answers.ts';
import { objectIn } from '../../src/nats/wire.ts';
import { Roster } from '../../src/roster.ts';
import { MemoryConnection } from '../../bench/memoryConnection.ts';

const HERE = { id: 'here-0123456789ab', started: 5 };
const BEFORE = { id: 'before-0123456789ab', started: 1 };
const AFTER = { id: 'after-0123456789ab', started: 9 };
const PAYLOAD = 1024 * 1024;

function rosterOf(...names: string[]): Roster {
  const roster = new Roster();
  for (const [id, name] of names.entries()) {
    roster.set(new MemoryConnection(), { id, name, address: '192.0.2.1', port: id });
  }
  return roster;
}

function receive(answers: Answers, pieces: readonly string[]): void {
  for (const piece of pieces) answers.add({ data: Buffer.from(piece) });
}

const names = (members: readonly { readonly name: string }[]): string[] => members.map(({ name }) => name);

describe('an answer', () => {
  test('is how many there are, and the first of them', () => {
    const [piece = '', ...others] = answerOf(BEFORE, rosterOf('a', 'b', 'c'), 2, PAYLOAD);
    expect(others).toEqual([]);
    expect(objectIn({ data: Buffer.from(piece) }, PAYLOAD)).toEqual({
      node: BEFORE.id,
      started: 1,
      count: 3,
      piece: 0,
      pieces: 1,
      members: [
        ['a', '192.0.2.1', 0],
        ['b', '192.0.2.1', 1],
      ],
    });
  });

  test('comes in pieces that a broker takes, one client in each at least', () => {
    const long = Array.from({ length: 100 }, (_, number) => `${number}`.padStart(64, '\u{1f642}'));
    const pieces = answerOf(BEFORE, rosterOf(...long), 100, 4096);
    expect(pieces.length).toBeGreaterThan(5);
    for (const piece of pieces) expect(Buffer.byteLength(piece)).toBeLessThan(4096);
    expect(answerOf(BEFORE, rosterOf('a', 'b'), 100, 1)).toHaveLength(2);
    const answers = new Answers([BEFORE.id]);
    receive(answers, pieces.toReversed());
    const [part] = answers.forAsker(HERE).parts;
    expect(part?.count).toBe(100);
    expect(names(part?.members ?? [])).toEqual(long);
  });

  test('of nobody is one piece', () => {
    expect(answerOf(BEFORE, rosterOf(), 100, PAYLOAD)).toHaveLength(1);
  });
});

describe('answers', () => {
  test('are by the start of the nodes, before the asker or behind it', () => {
    const answers = new Answers([AFTER.id, BEFORE.id]);
    receive(answers, answerOf(AFTER, rosterOf('c'), 100, PAYLOAD));
    expect(answers.areComplete).toBe(false);
    receive(answers, answerOf(BEFORE, rosterOf('a'), 100, PAYLOAD));
    expect(answers.areComplete).toBe(true);
    const { parts, missing } = answers.forAsker(HERE);
    expect(parts.map(({ isBefore, members }) => [isBefore, names(members)])).toEqual([
      [true, ['a']],
      [false, ['c']],
    ]);
    expect(missing).toBe(0);
  });

  test('of those who were not expected count as well, but not that of the asker', () => {
    const answers = new Answers([]);
    expect(answers.areComplete).toBe(true);
    receive(answers, answerOf(HERE, rosterOf('me'), 100, PAYLOAD));
    receive(answers, answerOf(BEFORE, rosterOf('a'), 100, PAYLOAD));
    expect(answers.forAsker(HERE).parts.map(({ members }) => names(members))).toEqual([['a']]);
  });

  test('that are not whole, or are none, are missing', () => {
    const answers = new Answers([BEFORE.id, AFTER.id]);
    receive(answers, answerOf(BEFORE, rosterOf('a', 'b'), 100, 1).slice(1));
    receive(answers, ['', '[]', '{"node":"x"}', 'x'.repeat(2 * PAYLOAD)]);
    expect(answers.forAsker(HERE)).toEqual({ parts: [], missing: 2 });
  });
});
