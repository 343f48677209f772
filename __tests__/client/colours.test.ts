import { expect, test } from '@jest/globals';
import { formatOf, paintFor } from '../../src/client/colours.ts';

test('a name has the same colour today and tomorrow, in capitals or not', () => {
  const names = ['alice', 'bob', 'carol', 'dan', 'eve', 'ALICE', '\u{1f600}', ''];
  const paint = paintFor({ isTTY: true, hasColors: (count) => count <= 256 }, {});
  const codes = names.map((name) => paint(formatOf(name), 'x').split('\u001b[38;5;')[1]?.split('m')[0]);
  expect(codes).toEqual(['64', '68', '133', '68', '167', '64', '64', '29']);
});

test('where there are but sixteen colours, it has one of these', () => {
  const paint = paintFor({ isTTY: true, hasColors: (count) => count <= 16 }, {});
  expect(paint(formatOf('alice'), 'alice')).toBe('\u001b[1m\u001b[32malice\u001b[39m\u001b[22m');
  expect(paint(formatOf('carol'), '')).toBe('');
});

test('paints only a terminal that has colours', () => {
  const seen: unknown[] = [];
  const terminal = (isTTY: boolean, has: boolean) => ({
    isTTY,
    hasColors: (_count: number, env: object) => {
      seen.push(env);
      return has;
    },
  });
  const env = { TERM: 'xterm' };
  expect(paintFor(terminal(true, true), env)('bold', 'a')).toBe('\u001b[1ma\u001b[22m');
  expect(paintFor(terminal(true, true), env)('bold', '')).toBe('');
  expect(paintFor(terminal(true, false), env)('bold', 'a')).toBe('a');
  expect(seen).toEqual([env, env, env, env, env]);
  expect(paintFor(terminal(false, true), env)('bold', 'a')).toBe('a');
  expect(paintFor({}, env)('bold', 'a')).toBe('a');
});
