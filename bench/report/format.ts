const MIB = 1024 * 1024;
const KIB = 1024;
const MOST_DECIMALS = 3;

/** With so many digits as mean something, and a comma at the thousands. */
export function number(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–';
  const magnitude = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.min(MOST_DECIMALS, Math.max(0, digits - 1 - magnitude));
  const rounded = Number(value.toFixed(decimals));
  return rounded.toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

/** Of things: no part of one. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Nanoseconds, in the unit that suits them. */
export function duration(nanoseconds: number): string {
  return nanoseconds < 10_000 ? `${number(nanoseconds)} ns` : `${number(nanoseconds / 1000)} µs`;
}

export function milliseconds(value: number): string {
  return `${number(value)} ms`;
}

export function times(ratio: number | undefined): string {
  return ratio === undefined ? '–' : `${number(ratio, 2)}×`;
}

export function mebibytes(bytes: number): string {
  return `${number(bytes / MIB)} MiB`;
}

export function kibibytes(bytes: number): string {
  return `${number(bytes / KIB)} KiB`;
}

export function gibibytes(bytes: number): string {
  return `${number(bytes / MIB / KIB, 2)} GiB`;
}

/** A Markdown table: the first column, and the last where it is `text`, to the left, figures to the right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  last: 'text' | 'figures' = 'figures',
): string {
  const rule = head.map((_, column) => {
    const isText = column === 0 || (last === 'text' && column === head.length - 1);
    return isText ? '---' : '---:';
  });
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
