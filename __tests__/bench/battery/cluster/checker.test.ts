import { describe, expect, test } from '@jest/globals';
import { Checker, talkLine } from '../../../../bench/battery/cluster/checker.ts';

const [A0, A1, B0] = ['a-0', 'a-1', 'b-0'];
const TALKERS = [A0, A1, B0];

/** What a checker finds of `a-0`, who said 4 lines, once it has heard these. */
function verdictOf(lines: readonly string[], self?: string): object {
  const checker = new Checker(TALKERS, self);
  checker.take(Buffer.from(lines.join(''), 'latin1'));
  const { broken } = checker;
  return { ...checker.courseOf(A0, 4), broken };
}

function lines(...numbers: number[]): string[] {
  return numbers.map((number) => talkLine(A0, number));
}

const WHOLE = { lost: 0, doubled: 0, swapped: 0, broken: undefined };

describe('a line', () => {
  test('tells who says it, and the how manyth it is', () => {
    expect(talkLine(A0, 123)).toBe('a-0 says: 000123\n');
  });

  test('can be as long as it is to be, which it tells', () => {
    const line = talkLine(A0, 123, 40);
    expect(line).toBe('a-0 says: 000123 40 xxxxxxxxxxxxxxxxxxx\n');
    expect(line).toHaveLength(40);
  });
});

describe('a checker', () => {
  test('finds nothing where each line comes once, and in order', () => {
    expect(verdictOf(lines(0, 1, 2, 3))).toEqual(WHOLE);
  });

  test('does not mind how those of several talkers lie between each other', () => {
    const others = [talkLine(A1, 0), talkLine(B0, 0)];
    expect(verdictOf([...lines(0), ...others, ...lines(1, 2), talkLine(B0, 1), ...lines(3)])).toEqual(WHOLE);
  });

  test.each([
    ['in the middle', [0, 1, 3], 1],
    ['at the start', [2, 3], 2],
    ['at the start, and then', [2], 3],
    ['at the end', [0, 1], 2],
    ['all of them', [], 4],
  ])('finds what is lost: %s', (_, numbers, lost) => {
    expect(verdictOf(lines(...numbers))).toEqual({ ...WHOLE, lost });
  });

  test.each([
    ['at once', [0, 1, 1, 2, 3]],
    ['later', [0, 1, 2, 3, 1]],
    ['the last one', [0, 1, 2, 3, 3]],
  ])('finds what is doubled: %s', (_, numbers) => {
    expect(verdictOf(lines(...numbers))).toEqual({ ...WHOLE, doubled: 1 });
  });

  test('finds what is swapped, which is neither lost nor doubled', () => {
    expect(verdictOf(lines(0, 2, 1, 3))).toEqual({ ...WHOLE, swapped: 1 });
    expect(verdictOf(lines(1, 0, 3, 2))).toEqual({ ...WHOLE, swapped: 2 });
  });

  test('finds all of it together', () => {
    expect(verdictOf(lines(2, 0, 2))).toEqual({ ...WHOLE, lost: 2, doubled: 1, swapped: 1 });
  });

  test.each([
    ['who is nobody here', 'c-7 says: 000000\n'],
    ['without a number', 'a-0 says: \n'],
    ['with more behind', 'a-0 says: 000000x\n'],
    ['torn by another', 'a-0 sayb-0 says: 000000\n'],
    ['whose filling is cut', talkLine(A0, 0, 40).replace('xx\n', '\n')],
    ['whose filling is changed', talkLine(A0, 0, 40).replace('xx\n', 'xy\n')],
    ['whose number nobody has come to', talkLine(A0, 99_999_999)],
    ['that is a blob', '\0\xff\n'],
  ])('finds a line %s', (_, line) => {
    const { broken } = verdictOf([line]) as { broken?: string };
    expect(broken).toBe(JSON.stringify(line.slice(0, -1)));
  });

  test('finds that a talker hears itself', () => {
    expect(verdictOf(lines(0), A0)).toMatchObject({ broken: JSON.stringify('a-0 says: 000000') });
  });

  test('puts lines together, however they are cut', () => {
    const bytes = Buffer.from([...lines(0, 1), talkLine(B0, 0, 300), ...lines(2, 3)].join(''));
    for (const size of [1, 7, 100]) {
      const checker = new Checker(TALKERS);
      for (let at = 0; at < bytes.length; at += size) checker.take(bytes.subarray(at, at + size));
      expect({ ...checker.courseOf(A0, 4), broken: checker.broken }).toEqual(WHOLE);
      expect(checker.courseOf(B0, 1)).toEqual({ lost: 0, doubled: 0, swapped: 0 });
    }
  });

  test('tells of each line as it comes, but of none that is late or comes again', () => {
    const heard: [string, number][] = [];
    const checker = new Checker(TALKERS, undefined, (talker, number) => heard.push([talker, number]));
    checker.take(Buffer.from([...lines(0, 2, 1, 2), talkLine(B0, 0)].join('')));
    expect(heard).toEqual([
      [A0, 0],
      [A0, 2],
      [B0, 0],
    ]);
    expect(checker.reached(A0)).toBe(3);
  });
});
