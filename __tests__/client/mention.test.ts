import { expect, test } from '@jest/globals';
import { mentionOf } from '../../src/client/mention.ts';

test.each([
  ['carol', 'hi carol', true],
  ['carol', 'CAROL: hi', true],
  ['carol', '@carol, (carol)', true],
  ['carol', 'caroline', false],
  ['carol', 'carol_2', false],
  ['carol', '\u00e9carol', false],
  ['jos\u00e9', 'JOS\u00c9!', true],
  ['a.b', 'axb', false],
  ['a.b', 'hey a.b?', true],
  ['(^_^)', 'so (^_^) it is', true],
  ['x-y', 'x-y', true],
  ['\u{1f600}', 'ha \u{1f600}', true],
])('the name %j in %j: %p', (name, text, isThere) => {
  expect(text.search(mentionOf(name)) !== -1).toBe(isThere);
});
