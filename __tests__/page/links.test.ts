import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { piecesOf } from '../../src/page/links.ts';

const linksIn = (text: string) =>
  piecesOf(text)
    .filter(({ kind }) => kind === 'link')
    .map(({ text: address }) => address);

test.each([
  ['see https://example.org/a?b=c#d', ['https://example.org/a?b=c#d']],
  ['HTTP://EXAMPLE.ORG', ['HTTP://EXAMPLE.ORG']],
  ['(https://example.org/a_(b)), or http://x.org.', ['https://example.org/a_(b)', 'http://x.org']],
  ['"https://example.org/"', ['https://example.org/']],
  ['<https://example.org/>!', ['https://example.org/']],
  ['https://example.org/\u202etxt', ['https://example.org/']],
  ['https://a.org https://b.org', ['https://a.org', 'https://b.org']],
  ['xhttps://example.org', []],
  ['https://', []],
  ['http://[', []],
  ['javascript:alert(1) data:text/html,x ftp://x.org //x.org', []],
])('the links in %j', (text, links) => {
  expect(linksIn(text)).toEqual(links);
});

test('the pieces are the text', () => {
  const part = fc.constantFrom('https://', 'x.org', '/', ')', '(', '.', ' ', '\u202e', 'é');
  fc.assert(
    fc.property(
      fc.array(part).map((parts) => parts.join('')),
      (text) => {
        expect(
          piecesOf(text)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      },
    ),
  );
});
