import { expect, test } from '@jest/globals';
import { printable } from '../src/printable.ts';

test.each([
  ['alice', 'alice'],
  ['Zoë 🎉 日本 \u00a0 \\', 'Zoë 🎉 日本 \u00a0 \\'],
  ['\u001b[31m', '\\u001b[31m'],
  ['a\u0000\u007f\u0085\u009bb', 'a\\u0000\\u007f\\u0085\\u009bb'],
  ['a\u202eb\u200f\ufeff', 'a\\u202eb\\u200f\\ufeff'],
  ['a\u2028b\u2029', 'a\\u2028b\\u2029'],
  ['\u{e0001}', '\\udb40\\udc01'],
  ['\ud800x', '\\ud800x'],
  ['a\nb\tc', 'a\\u000ab\\u0009c'],
])('%j is shown as %j', (text, shown) => {
  expect(printable(text)).toBe(shown);
});
