/** Whether a text names somebody, as a word of its own, whatever the case. */
export function mentions(text: string, name: string): boolean {
  const where = text.toLowerCase();
  const what = name.toLowerCase();
  for (let at = where.indexOf(what); at !== -1; at = where.indexOf(what, at + 1)) {
    if (!isWordEnd(where.slice(0, at)) && !isWordStart(where.slice(at + what.length))) return true;
  }
  return false;
}

function isWordEnd(text: string): boolean {
  return /[\p{L}\p{N}_]$/u.test(text.slice(-2));
}

function isWordStart(text: string): boolean {
  return /^[\p{L}\p{N}_]/u.test(text.slice(0, 2));
}
