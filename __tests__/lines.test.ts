import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { endOfLine, linesOf } from '../src/lines.ts';

test.each([
  ['one\ntwo\n', 0, 4],
  ['one\ntwo\n', 3, 4],
  ['one\ntwo\n', 4, 8],
  ['one\ntwo', 4, 7],
  ['\n\n', 1, 2],
  ['', 0, 0],
])('the line of %j from %p on ends at %p', (text, from, end) => {
  expect(endOfLine(Buffer.from(text), from)).toBe(end);
});

test.each([
  ['', []],
  ['\n', ['\n']],
  ['one', ['one']],
  ['one\ntwo\n', ['one\n', 'two\n']],
  ['one\r\n\n\ntwo', ['one\r\n', '\n', '\n', 'two']],
])('the lines of %j are %j', (text, lines) => {
  expect(linesOf(Buffer.from(text)).map(String)).toEqual(lines);
});

test('they are all of the bytes, and a newline is at the end of each, and nowhere else', () => {
  const byte = fc.oneof(fc.constant(0x0a), fc.nat(255));
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 60 }), (values) => {
      const bytes = Buffer.from(values);
      const lines = linesOf(bytes);
      expect(Buffer.concat(lines)).toEqual(bytes);
      for (const [index, line] of lines.entries()) {
        const isUnended = index === lines.length - 1 && bytes.at(-1) !== 0x0a;
        expect(line.indexOf('\n')).toBe(isUnended ? -1 : line.length - 1);
        expect(line.length).toBeGreaterThan(0);
      }
    }),
  );
});

test('they are not copied', () => {
  const bytes = Buffer.from('one\ntwo\n');
  const offsets = linesOf(bytes).map(({ buffer, byteOffset }) => {
    expect(buffer).toBe(bytes.buffer);
    return byteOffset - bytes.byteOffset;
  });
  expect(offsets).toEqual([0, 4]);
});
