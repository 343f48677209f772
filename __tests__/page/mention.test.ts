import { expect, test } from '@jest/globals';
import { mentions } from '../../src/page/mention.ts';

test.each([
  ['alice', 'alice'],
  ['hi Alice!', 'alice'],
  ['@alice: look', 'alice'],
  ['malice, alice', 'alice'],
  ['سلام نور؟', 'نور'],
  ['go C++ now', 'C++'],
  ['Mary Ann?', 'mary ann'],
])('%j names %j', (text, name) => {
  expect(mentions(text, name)).toBe(true);
});

test.each([
  ['malice', 'alice'],
  ['alices', 'alice'],
  ['alice2', 'alice'],
  ['éalice', 'alice'],
  ['', 'alice'],
])('%j does not name %j', (text, name) => {
  expect(mentions(text, name)).toBe(false);
});
