/** What `/who:` was answered, as far as it has come. */
export interface Answers {
  /** How many clients each tells of. */
  readonly heads: readonly number[];
  /** The sum of these. */
  readonly told: number;
  /** The clients that they name; as many as `told` where all are whole. */
  readonly rows: number;
  readonly bytes: number;
}

export function answersIn(chunks: readonly Buffer[]): Answers {
  const text = Buffer.concat(chunks).toString('latin1');
  const heads = Array.from(text.matchAll(/^(\d+) clients connected\.$/gm), ([, clients]) => Number(clients));
  return {
    heads,
    told: heads.reduce((sum, clients) => sum + clients, 0),
    rows: text.match(/^.* connected from 127\.0\.0\.1, \d+\.$/gm)?.length ?? 0,
    bytes: text.length,
  };
}
