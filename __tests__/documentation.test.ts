import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type LimitName, LIMITS, type Unit } from '../src/limits.ts';
import { range, usual } from '../src/limitSyntax.ts';
import { RESERVED_FILES } from '../src/openFiles.ts';
import { STANDARD_ROWS } from '../src/configuration/standardRows.ts';
import { SERVER } from '../src/optionTable.ts';
import { PROJECT } from './support/bin.ts';

/** What is written about limits by hand says what is so. */

const NAMES = Object.keys(LIMITS) as LimitName[]; // its own keys
const README = readFileSync(`${PROJECT}/README.md`, 'utf8');
/** The part that is about the program `talk-server`. */
const OF_PROGRAM = README.slice(
  README.indexOf('\n## From the shell\n'),
  README.indexOf('\n## The page in the browser\n'),
);
const OPTIONS = ['options.ts', 'nats/settings.ts', 'web/settings.ts']
  .map((file) => readFileSync(`${PROJECT}/src/${file}`, 'utf8'))
  .join('\n');

/** Those that the command line has too, and those that only the library has. */
const ROWS = new Map(
  SERVER.settings.flatMap((row) =>
    NAMES.flatMap((name) =>
      row.value.kind === 'limit' && row.value.limit === LIMITS[name] ? [[name, row] as const] : [],
    ),
  ),
);
const OF_LIBRARY = NAMES.filter((name) => !ROWS.has(name));

/** The cells of the row of README's tables that begins with this option. */
function rowOf(option: string, page = OF_PROGRAM): readonly string[] {
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && firstCell(line).includes(option));
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

/** What those are that have no default on the command line. */
const ABSENT: Readonly<Partial<Record<LimitName, string>>> = {
  maxClients: `open-files limit less ${RESERVED_FILES}, and never more`,
  httpPort: 'none',
  metricsPort: 'none',
};

function defaultOf(name: LimitName): string {
  const { zero, default: value } = LIMITS[name];
  const { [name]: absent } = ABSENT;
  if (absent !== undefined) return absent;
  return value === 0 && zero !== undefined ? `0: ${zero}` : usual(LIMITS[name]);
}

describe("README's table", () => {
  test.each([...SERVER.settings, ...STANDARD_ROWS].map(({ flag }) => flag))('has %s', (flag) => {
    expect(rowOf(` ${flag} `)[0]).toContain(flag);
  });

  test('knows no other option', () => {
    const told = [...OF_PROGRAM.matchAll(/^\| (`-[^|]*) \|/gm)].flatMap(
      ([, cell = '']) => cell.match(/--[a-z-]+/g) ?? [],
    );
    const known = [...SERVER.settings, ...STANDARD_ROWS].map(({ flag }): string => flag);
    expect(told.filter((flag) => !known.includes(flag))).toEqual([]);
  });

  test.each([...ROWS])('%s', (name, { flag }) => {
    const [, unit = '', value, ...words] = rowOf(` ${flag} `);
    expect(unit.endsWith(`, ${range(LIMITS[name])}`)).toBe(true);
    expect(value).toBe(defaultOf(name));
    expect(words.every((cell) => cell !== '')).toBe(true);
  });

  test.each(OF_LIBRARY)('%s', (name) => {
    const { default: value, min, max, unit } = LIMITS[name];
    expect(rowOf(` ${name} `, README)).toMatchObject([
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
