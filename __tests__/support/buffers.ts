/** A diagram's values as Buffers, for marbles that carry bytes. */
export function buffers<Key extends string>(values: Record<Key, string>): Record<Key, Buffer> {
  const entries = Object.entries<string>(values).map(([key, text]) => [key, Buffer.from(text)]);
  return Object.fromEntries(entries) as Record<Key, Buffer>;
}
