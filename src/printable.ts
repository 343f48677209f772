/**
 * Text for a place where it must not act: controls (Cc), format characters (Cf), line and paragraph separators (Zl, Zp)
 * and lone surrogates (Cs) are shown as `\u001b` is. All else stays. For whatever the server composes from a name.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, escapeUnits);
}

function escapeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, unit) => {
    return `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
  }).join('');
}

/** What went wrong, as a field of a log, if something did. */
export function cause({ error }: { readonly error?: unknown }): { readonly error?: string } {
  return error instanceof Error ? { error: printable(error.message) } : {};
}
