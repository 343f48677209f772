/**
 * A regular expression for the whole numbers from `min` to `max`, which are not negative, in digits of this base (10 at the most),
 * with any number of zeros in front: a schema can say in no other way what a text may be.
 */
export function numberPattern(min: number, max: number, base = 10): string {
  const parts: string[] = [];
  for (let from = min; from <= max;) {
    const to = Math.min(max, base ** from.toString(base).length - 1);
    parts.push(between(from.toString(base), to.toString(base), String(base - 1)));
    from = to + 1;
  }
  return `0*(?:${parts.join('|')})`;
}

/** From one number to another that has as many digits; `top` is the largest digit. */
function between(from: string, to: string, top: string): string {
  const [first, last] = [Number(from[0]), Number(to[0])];
  const [low, high] = [from.slice(1), to.slice(1)];
  if (low === '') return digits(first, last);
  if (first === last) return `${first}${group(between(low, high, top))}`;
  const isWholeBelow = /^0*$/.test(low);
  const isWholeAbove = high === top.repeat(high.length);
  const middle = digits(first + (isWholeBelow ? 0 : 1), last - (isWholeAbove ? 0 : 1));
  return [
    ...(isWholeBelow ? [] : [`${first}${group(between(low, top.repeat(low.length), top))}`]),
    ...(middle === '' ? [] : [`${middle}[0-${top}]{${low.length}}`]),
    ...(isWholeAbove ? [] : [`${last}${group(between('0'.repeat(high.length), high, top))}`]),
  ].join('|');
}

function digits(from: number, to: number): string {
  if (from > to) return '';
  return from === to ? String(from) : `[${from}-${to}]`;
}

function group(pattern: string): string {
  return pattern.includes('|') ? `(?:${pattern})` : pattern;
}
