import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { showable } from '../../src/client/showable.ts';

test.each([
  ['plain', 'plain'],
  ['\u001b[2J\u0007', '\\u001b[2J\\u0007'],
  ['\u202eturned\u2066', '\\u202eturned\\u2066'],
  ['a\u2028b\u0085c\rd', 'a\\u2028b\\u0085c\\u000dd'],
  ['a\tb', 'a    b'],
  ['\u6f22\u5b57 \u{1f389}', '\u6f22\u5b57 \u{1f389}'],
  ['\u{1f468}\u200d\u{1f469}\u{1f3fd}\u200d\u{1f467}', '\u{1f468}\u200d\u{1f469}\u{1f3fd}\u200d\u{1f467}'],
  ['a\u200db\u200d', 'a\\u200db\\u200d'],
])('%j is shown as %j', (text, shown) => {
  expect(showable(text)).toBe(shown);
});

test('nothing that acts on a terminal is left, whatever comes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(showable(text)).not.toMatch(/(?!\u200d)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    }),
  );
});
