import { printable } from '../printable.ts';

/** Between two pictures, it makes them one, and does no more. */
const JOINER = '\u200d';
const JOINS = /(?<=\p{Extended_Pictographic}\ufe0f?\p{Emoji_Modifier}?)\u200d(?=\p{Extended_Pictographic})/u;
const TAB = ' '.repeat(4);

/**
 * What others say, for a screen: nothing in it acts on the terminal or turns the line around. What would is shown as
 * `\u001b` is; a tab is four blanks, and joined emoji stay joined.
 */
export function showable(text: string): string {
  return text.replaceAll('\t', TAB).split(JOINS).map(printable).join(JOINER);
}
