import { make } from './dom.ts';
import { FOLD_BEYOND, FOLDED_LENGTH } from './limits.ts';
import { piecesOf } from './links.ts';
import { printableText } from './printable.ts';

/** What somebody said, as text and links; a long one is folded until it is asked for. */
export function messageText(text: string): HTMLElement {
  const element = make('span', 'text');
  element.dir = 'auto';
  if (text.length <= FOLD_BEYOND) {
    element.append(...nodesOf(text));
    return element;
  }
  const all = make('button', 'fold', `Show all ${text.length.toLocaleString()} characters`);
  all.type = 'button';
  all.addEventListener('click', () => {
    element.replaceChildren(...nodesOf(text));
    element.tabIndex = -1; // where the button was, so that the keyboard goes on from there
    element.focus();
  });
  element.append(...nodesOf(`${startOf(text)}…`), all);
  return element;
}

/** Not cut within a character of two units. */
function startOf(text: string): string {
  return text.slice(0, FOLDED_LENGTH).replace(/[\ud800-\udbff]$/, '');
}

function nodesOf(text: string): readonly (Node | string)[] {
  return piecesOf(text).map((piece) =>
    piece.kind === 'words' ? printableText(piece.text) : linkTo(piece.text),
  );
}

function linkTo(address: string): HTMLAnchorElement {
  const link = make('a', '', address);
  link.href = address;
  link.target = '_blank';
  link.rel = 'noopener noreferrer nofollow';
  return link;
}
