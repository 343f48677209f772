import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type LimitName, LIMITS, type Unit } from '../src/limits.ts';
import { range, usual } from '../src/limitSyntax.ts';
import { RESERVED_FILES } from '../src/openFiles.ts';
import { PROJECT } from './support/bin.ts';

/** What is written about limits by hand says what is so. */

const NAMES = Object.keys(LIMITS) as LimitName[]; // its own keys
const README = readFileSync(`${PROJECT}/README.md`, 'utf8');
const OPTIONS = ['options.ts', 'nats/settings.ts']
  .map((file) => readFileSync(`${PROJECT}/src/${file}`, 'utf8'))
  .join('\n');

/** Those that only the library has. */
const OF_LIBRARY: readonly LimitName[] = ['maxHold'];

/** The cells of the row of README's tables that begins with this option. */
function rowOf(option: string): readonly string[] {
  const rows = README.split('\n').filter((line) => line.startsWith('| ') && firstCell(line).includes(option));
  expect(rows).toHaveLength(1);
  const [row = ''] = rows;
  return row
    .slice(1, -1)
    .split(' | ')
    .map((cell) => cell.trim());
}

/** With a space behind each name, so that none is the start of another. */
function firstCell(row: string): string {
  return row.slice(1, row.indexOf('|', 1)).replaceAll('`', ' ');
}

function flagOf(name: LimitName): string {
  if (name === 'drainTimeout') return '--drain ';
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} `;
}

function defaultOf(name: LimitName): string {
  const { zero, default: value } = LIMITS[name];
  if (name === 'maxClients') return `open-files limit less ${RESERVED_FILES}, and never more`;
  return value === 0 && zero !== undefined ? `0: ${zero}` : usual(name);
}

describe("README's table", () => {
  test.each(NAMES.filter((name) => !OF_LIBRARY.includes(name)))('%s', (name) => {
    const [, unit = '', value, ...words] = rowOf(flagOf(name));
    expect(unit.endsWith(`, ${range(name)}`)).toBe(true);
    expect(value).toBe(defaultOf(name));
    expect(words.every((cell) => cell !== '')).toBe(true);
  });

  test.each(OF_LIBRARY)('%s', (name) => {
    const { default: value, min, max, unit } = LIMITS[name];
    expect(rowOf(` ${name} `)).toMatchObject([
      `\`${name}\``,
      `${unit}, ${min} to ${max}`,
      String(value),
      /./,
    ]);
  });
});

const GROUPED = (value: number): string => value.toLocaleString('en');
const DIGITS: Readonly<Partial<Record<Unit, (value: number) => string>>> = {
  'port number': String,
  'file mode': (value) => `0o${value.toString(8)}`,
  bytes: (value) => {
    const [unit = '', size = 1] = Object.entries(SIZES).find(([, each]) => value % each === 0) ?? [];
    return `${GROUPED(value / size)}${unit}`;
  },
};
const SIZES = { ' GiB': 1024 ** 3, ' MiB': 1024 ** 2, ' KiB': 1024 };

describe('the documentation of the library option', () => {
  /** What stands above the option, as one line. */
  function docOf(name: LimitName): string {
    const [before] = OPTIONS.split(`\n  readonly ${name}?: `);
    return (before ?? '').slice(before?.lastIndexOf('/**')).replace(/\s*\n\s*\*\s*/g, ' ');
  }

  test.each(NAMES)('%s', (name) => {
    const { default: value, min, max, unit, zero = '' } = LIMITS[name];
    const digits = DIGITS[unit] ?? GROUPED;
    const bounds = `${digits(min)} to ${digits(max)}`;
    const usually = value === 0 ? `0 (${zero})` : digits(value);
    const told: Partial<Record<LimitName, string>> = {
      maxClients: `less ${RESERVED_FILES}, ${bounds}: `,
      statsInterval: bounds,
    };
    expect(docOf(name)).toContain(told[name] ?? `Default ${usually}, ${bounds}: `);
  });
});
