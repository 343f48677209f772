import { expect, test } from '@jest/globals';
import { sendTrouble, textsOf, wireOf } from '../../src/page/outgoing.ts';

test.each([
  ['hello', ['hello']],
  ['  one\n\n two \r\nthree\r', ['one', 'two', 'three']],
  [' \n\t', []],
])('%j is typed as %j', (typed, texts) => {
  expect(textsOf(typed)).toEqual(texts);
});

test('a message is a line with the name in front', () => {
  expect(wireOf('Mary Ann', 'hi')).toBe('Mary Ann says: hi\n');
});

test('64 KiB with the name can be sent, and not a byte more', () => {
  const room = 65_536 - 'é says: \n'.length - 1;
  expect(sendTrouble('é', 'a'.repeat(room))).toBeUndefined();
  expect(sendTrouble('é', `short\n${'a'.repeat(room + 1)}`)).toContain('Too long by 1 bytes');
  expect(sendTrouble('é', '')).toBeUndefined();
});
