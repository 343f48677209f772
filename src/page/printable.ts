/** A name, for a place where it must not act: escaped as the server escapes it in its `/who:` answers. */
export function printableName(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, escapeUnits);
}

/**
 * What somebody said, the same; but for the tab, and for what holds an emoji or a word together: the joiners (U+200C,
 * U+200D) and the tags of flags (U+E0020 to U+E007F).
 */
export function printableText(text: string): string {
  return text.replace(
    /(?![\t\u200c\u200d\u{e0020}-\u{e007f}])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    escapeUnits,
  );
}

function escapeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, unit) => {
    return `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
  }).join('');
}
