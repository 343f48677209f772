/** What `leven` counts as one: a letter too many, too few, or another. */
const MOST_CHANGES = 3;

/**
 * The one of these words that somebody meant who wrote another: at most three letters are wrong, and no more than this
 * share of them. Undefined where there is none. What finds it is loaded now.
 */
export async function nearest(
  word: string,
  words: readonly string[],
  share = 0.5,
): Promise<string | undefined> {
  const { default: leven } = await import('leven');
  const ranked = words
    .map((each) => ({
      each,
      changes: leven(word.toLowerCase(), each.toLowerCase(), { maxDistance: MOST_CHANGES + 1 }),
    }))
    .filter(({ each, changes }) => changes <= MOST_CHANGES && changes <= share * each.length)
    .sort((one, other) => one.changes - other.changes);
  return ranked[0]?.each;
}
