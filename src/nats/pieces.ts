import { linesOf, NEWLINE } from '../lines.ts';
import type { Part } from './wire.ts';

/** What is longer than a broker takes at once, in pieces: cut between messages where there are several. */
export function piecesOf(part: Part, most: number): readonly Part[] {
  const { bytes, count, textStart } = part;
  if (bytes.length <= most) return [part];
  const pieces: Part[] = [];
  for (let start = 0; start < bytes.length;) {
    const longest = bytes.subarray(start, start + most);
    const isRest = start + longest.length === bytes.length;
    const end = isRest || count === 1 ? longest.length : longest.lastIndexOf(NEWLINE) + 1 || longest.length;
    const piece = longest.subarray(0, end);
    const messages = count === 1 ? 1 : linesOf(piece).length;
    pieces.push({ ...part, bytes: piece, count: messages, textStart: start === 0 ? textStart : 0 });
    start += end;
  }
  return pieces;
}
