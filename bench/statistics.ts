/** The middle of the values, or the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which so large a part (0 to 1) of the values lies, between two of them in proportion. NaN of none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/**
 * How many times the other a series is: the median of the ratios, each taken within one round, so that what slows a
 * whole round down does not count.
 */
export function medianRatio(values: readonly number[], others: readonly number[]): number {
  const rounds = Math.min(values.length, others.length);
  return median(
    Array.from({ length: rounds }, (_, round) => (values[round] ?? NaN) / (others[round] ?? NaN)),
  );
}
