/** A piece of what somebody said: words, or an address that can be followed. */
export type Piece =
  { readonly kind: 'words'; readonly text: string } | { readonly kind: 'link'; readonly text: string };

/** No character that is invisible, and none that could close something around the address. */
const ADDRESS = /(?<![\p{L}\p{N}])https?:\/\/[^\s\p{C}<>"]+/giu;

/** Parts a text at its http and https addresses. The full stop behind one, and a bracket around it, are no part of it. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutTail(match[0]);
    if (!URL.canParse(address)) continue;
    if (match.index > start) pieces.push({ kind: 'words', text: text.slice(start, match.index) });
    pieces.push({ kind: 'link', text: address });
    start = match.index + address.length;
  }
  if (start < text.length) pieces.push({ kind: 'words', text: text.slice(start) });
  return pieces;
}

function withoutTail(address: string): string {
  let end = address.length;
  let unopened = count(address, ')') - count(address, '(');
  for (; end > 0; end--) {
    const last = address.charAt(end - 1);
    if (last === ')') {
      if (unopened <= 0) break;
      unopened -= 1;
    } else if (!/[.,;:!?'\]}*_~]/.test(last)) break;
  }
  return address.slice(0, end);
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
