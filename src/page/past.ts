/** What was sent last may never have arrived: so many of the messages that are known need not be in the past. */
const MOST_LOST = 10;

/**
 * With how many messages a server's account of the past repeats what is known here: it begins with what was heard last, and
 * goes on with what was said since. Their order may differ a little, as one's own are known here before the others have them.
 */
export function repeated(heard: readonly string[], past: readonly string[]): number {
  let most = 0;
  for (let lost = 0; lost <= MOST_LOST; lost++) {
    most = Math.max(most, repeatedAtEnd(heard.slice(0, heard.length - lost), past));
  }
  return most;
}

/** The largest number of messages that are both the end of the one and the beginning of the other, in any order. */
function repeatedAtEnd(heard: readonly string[], past: readonly string[]): number {
  const surplus = new Map<string, number>();
  let most = 0;

  function add(message: string, count: number): void {
    const sum = (surplus.get(message) ?? 0) + count;
    if (sum === 0) surplus.delete(message);
    else surplus.set(message, sum);
  }

  for (let length = 1; length <= Math.min(heard.length, past.length); length++) {
    add(heard[heard.length - length] ?? '', 1);
    add(past[length - 1] ?? '', -1);
    if (surplus.size === 0) most = length;
  }
  return most;
}
