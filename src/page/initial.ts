const LETTER = /^[\p{L}\p{N}]/u;
const EMOJI = /^(?:[\p{Emoji_Presentation}\p{Regional_Indicator}]|\p{Emoji}\ufe0f)/u;
const segmenter = new Intl.Segmenter();

/** The first letter of a name, or what looks like one: what stands in its circle. An emoji is whole, as a flag is of two. */
export function initialOf(name = ''): string {
  for (const { segment } of segmenter.segment(name)) {
    const letter = LETTER.exec(segment);
    if (letter !== null) return letter[0].toLocaleUpperCase();
    if (EMOJI.test(segment)) return segment;
  }
  return '?';
}
