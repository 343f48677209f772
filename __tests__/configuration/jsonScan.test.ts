import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonScan } from '../../src/configuration/jsonScan.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** JSON, and texts that are JSON but for one place. */
const texts = fc
  .tuple(
    fc.json({ maxDepth: 3 }),
    fc.nat(),
    fc.nat(3),
    fc.constantFrom(
      '',
      ',',
      '"',
      '}',
      ']',
      '{',
      '[',
      ':',
      '0',
      '-',
      '.',
      'e',
      '\\',
      '\n',
      '\u0001',
      'é',
      ' ',
      '\ufeff',
      'true',
    ),
  )
  .map(([json, at, left, more]) => {
    const start = at % (json.length + 1);
    return json.slice(0, start) + more + json.slice(start + left);
  });

test('finds fault with what is no JSON, and with nothing else', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(jsonScan(text).fault === undefined).toBe(isJson(text));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['', 1, 1, undefined],
  ['{', 1, 2, undefined],
  ['{"a" 1}', 1, 6, '1'],
  ['{"a": 1\n "b": 2}', 2, 2, '"'],
  ['{"a": 1,}', 1, 9, '}'],
  ["{'a': 1}", 1, 2, "'"],
  ['{"a": tru}', 1, 7, 'tru'],
  ['{"a": 01}', 1, 7, '01'],
  ['{"a": 1} x', 1, 10, 'x'],
  ['\r\n\r\n{"a": 😀}', 3, 7, '😀'],
  ['{"a": "x\ny"}', 1, 7, '"'],
  ['[1 2]', 1, 4, '2'],
])('%j breaks at %i:%i, %p', (text, line, column, found) => {
  expect(jsonScan(text).fault).toEqual({ line, column, found });
});

test('tells the keys of the outermost object, as often as they are there', () => {
  const text = String.raw`{"a": {"b": 1}, "c": ["d"], "\u0061": {"a": 2}}`;
  expect(jsonScan(text)).toEqual({ fault: undefined, keys: ['a', 'c', 'a'] });
  expect(jsonScan('[{"a": 1}]').keys).toEqual([]);
});

test('a text of a megabyte is no trouble', () => {
  expect(jsonScan(`{"a": "${'x\\n'.repeat(350_000)}"}`).fault).toBeUndefined();
});
