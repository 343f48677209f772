import { beforeEach, expect, test } from '@jest/globals';
import { Silence } from '../../src/page/silence.ts';

let silence: Silence;
beforeEach(() => {
  silence = new Silence(1000);
});

test('a minute of silence is reason to ask, once', () => {
  expect(silence.check(60_999)).toBe('fine');
  expect(silence.check(61_000)).toBe('ask');
  expect(silence.check(62_000)).toBe('fine');
});

test('no answer within ten seconds, and it is gone', () => {
  silence.check(61_000);
  expect(silence.check(70_999)).toBe('fine');
  expect(silence.check(71_000)).toBe('gone');
});

test('any word is an answer', () => {
  silence.check(61_000);
  silence.heard(70_000);
  expect(silence.check(71_000)).toBe('fine');
  expect(silence.check(130_000)).toBe('ask');
});

test('doubt asks at once, and only until something is heard', () => {
  silence.doubt(1000);
  expect(silence.check(1000)).toBe('ask');
  silence.heard(1500);
  expect(silence.check(2000)).toBe('fine');
});

test('nothing is doubted that was heard after there was reason to', () => {
  silence.doubt(999);
  expect(silence.check(6000)).toBe('fine');
});

test('after a long sleep it is asked before it is given up', () => {
  expect(silence.check(10_000_000)).toBe('ask');
  expect(silence.check(10_000_001)).toBe('fine');
});
