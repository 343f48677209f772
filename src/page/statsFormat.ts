const COMPACT = new Intl.NumberFormat('en', {
  notation: 'compact',
  maximumSignificantDigits: 3,
  maximumFractionDigits: 1,
  roundingPriority: 'lessPrecision',
});
const DIGITS = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const KIB = 1024;
const SIZES = ['B', 'KiB', 'MiB', 'GiB'];

/** As many digits as anybody reads at a glance: `1.2K`. */
export function count(value: number): string {
  return COMPACT.format(value);
}

/** Of milliseconds. */
export function duration(milliseconds: number): string {
  if (milliseconds === 0) return '0 ms';
  if (milliseconds < 1) return `${DIGITS.format(milliseconds * 1000)} µs`;
  if (milliseconds < 1000) return `${DIGITS.format(milliseconds)} ms`;
  return `${DIGITS.format(milliseconds / 1000)} s`;
}

export function bytes(value: number): string {
  const power = value < 1 ? 0 : Math.min(Math.floor(Math.log2(value) / 10), SIZES.length - 1);
  return `${DIGITS.format(value / KIB ** power)} ${SIZES[power] ?? ''}`;
}
