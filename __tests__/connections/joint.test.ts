import { describe, expect, test } from '@jest/globals';
import { Joint, totalLength } from '../../src/connections/joint.ts';

const pieces = (...texts: string[]) => texts.map((text) => Buffer.from(text));

test.each([
  [[''], ''],
  [['one'], 'one'],
  [['one ', 'two ', 'three'], 'one two three'],
  [['', 'one', ''], 'one'],
])('%j is joined to %j', (texts, joined) => {
  expect(new Joint().join(pieces(...texts)).toString()).toBe(joined);
});

test('the memory is used again, for pieces of any length', () => {
  const joint = new Joint();
  const first = joint.join(pieces('one ', 'two ', 'three'));
  const second = joint.join(pieces('a', 'b'));
  expect(second.toString()).toBe('ab');
  expect(second.buffer).toBe(first.buffer);
});

test('what was given away stays as it is', () => {
  const joint = new Joint();
  const kept = joint.join(pieces('one ', 'two'));
  joint.giveAway(kept);
  expect(joint.join(pieces('three ', 'four')).toString()).toBe('three four');
  expect(kept.toString()).toBe('one two');
});

describe('no memory is used up by what has its own:', () => {
  const large = Buffer.alloc(64 * 1024, 'x');

  test.each<[string, Buffer[]]>([
    ['one piece', pieces('alone')],
    ['pieces too large for it', [large, Buffer.from('y')]],
  ])('%s', (_, own) => {
    const joint = new Joint();
    const before = joint.join(pieces('a', 'b'));
    const joined = joint.join(own);
    expect(joined.equals(Buffer.concat(own))).toBe(true);
    joint.giveAway(joined);
    expect(joint.join(pieces('c', 'd')).buffer).toBe(before.buffer);
  });

  test('one piece is not even copied', () => {
    const only = Buffer.from('alone');
    expect(new Joint().join([only])).toBe(only);
  });
});

test('the length of pieces is that of all of them', () => {
  expect(totalLength(pieces('one', '', 'three'))).toBe(8);
  expect(totalLength([])).toBe(0);
});
