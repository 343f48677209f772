import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { printableName, printableText } from '../../src/page/printable.ts';
import { printable } from '../../src/printable.ts';

test('a name is shown as the server shows it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(printableName(name)).toBe(printable(name));
    }),
  );
  expect(printableName('a\u202eb\u200d\u001b')).toBe('a\\u202eb\\u200d\\u001b');
});

test.each([
  ['evil \u202etxt.exe', 'evil \\u202etxt.exe'],
  ['\u2066isolated\u2069', '\\u2066isolated\\u2069'],
  ['\u001b[31mred\u0007\u009b', '\\u001b[31mred\\u0007\\u009b'],
  ['a\u200bb\u00ad', 'a\\u200bb\\u00ad'],
  ['\ud800', '\\ud800'],
  ['tab\tstays', 'tab\tstays'],
  ['👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦'],
  ['\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}', '\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}'],
  ['می‌خواهم', 'می‌خواهم'],
])('%j is shown as %j', (text, shown) => {
  expect(printableText(text)).toBe(shown);
});
