/** Bytes of each unit, and of none. */
export const BYTES: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
/** Milliseconds of each unit, and of none. */
export const MILLISECONDS: Readonly<Record<string, number>> = {
  '': 1000,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Bytes from `65536`, `64k`, `8m` or `1g`; k, m and g are powers of 1024. NaN for anything else. */
export function bytesFrom(text: string): number {
  return quantity(text, BYTES);
}

/** Milliseconds from `500ms`, `10s`, `2m` or `1h`; a number alone is seconds, as for `sleep`. NaN for anything else. */
export function millisecondsFrom(text: string): number {
  return quantity(text, MILLISECONDS);
}

/** Bytes in the largest unit in which they are a whole number: `64k`. */
export function bytesText(bytes: number): string {
  return textOf(bytes, ['g', 'm', 'k'], BYTES, '');
}

/** Milliseconds in the largest unit in which they are a whole number: `10s`. */
export function millisecondsText(milliseconds: number): string {
  return textOf(milliseconds, ['h', 'm', 's'], MILLISECONDS, 'ms');
}

function quantity(text: string, units: Readonly<Record<string, number>>): number {
  const [, number, unit = ''] = /^(\d+)([a-z]*)$/i.exec(text) ?? [];
  const factor = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined;
  return number === undefined || factor === undefined ? NaN : Number(number) * factor;
}

function textOf(
  value: number,
  names: readonly string[],
  units: Readonly<Record<string, number>>,
  smallest: string,
): string {
  if (value === 0) return '0';
  const name = names.find((unit) => value % (units[unit] ?? NaN) === 0);
  return name === undefined ? `${value}${smallest}` : `${value / (units[name] ?? NaN)}${name}`;
}
