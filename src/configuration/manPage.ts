import { usual, wanted } from '../limitSyntax.ts';
import type { Example, Manual, Told } from './manual.ts';
import { keyOf, offFlag, type OptionRow, type ProgramTable, variableOf } from './optionRow.ts';
import { CONFIG, STANDARD_ROWS } from './standardRows.ts';

/** The manual of a program for `man`, in the language of mdoc(7). */
export function manPage(table: ProgramTable, manual: Manual): string {
  const { name, describes, settings, typed = [] } = table;
  const last = settings.length - 1;
  const lines = [
    `.Dd ${manual.date}`,
    `.Dt ${name.toUpperCase()} 1`,
    '.Os',
    '.Sh NAME',
    `.Nm ${name}`,
    `.Nd ${plain(describes.replace(/^An? |[:.].*$/g, ''))}`,
    '.Sh SYNOPSIS',
    `.Nm ${name}`,
    '.Op Ar option ...',
    '.Sh DESCRIPTION',
    ...manual.description.flatMap((paragraph, index) => [
      ...(index === 0 ? [] : ['.Pp']),
      ...prose(paragraph),
    ]),
    '.Sh OPTIONS',
    ...groups([...settings, ...STANDARD_ROWS]).flatMap(([group, rows]) => [
      `.Ss ${plain(group)}`,
      ...list(rows.flatMap((row) => [item(row), ...sentences(row).flatMap(prose)])),
    ]),
    ...chapter('WHAT CAN BE TYPED', told(typed, 'Li')),
    '.Sh ENVIRONMENT',
    ...prose('A flag counts before the environment, the environment before the file of'),
    `.Fl ${CONFIG.flag.slice(1)} ,`,
    ...prose('and that before the default. A variable with nothing in it is as none.'),
    ...list([
      ...[...settings, CONFIG].flatMap((row) => [`.It Ev ${variableOf(table, row)}`, ...variable(row)]),
      ...Object.entries(table.secrets).flatMap(([secret, what]) => [
        `.It Ev ${secret}`,
        ...prose(`${what}: here alone, and in no file`),
      ]),
    ]),
    '.Sh FILES',
    ...prose('The file of'),
    `.Fl ${CONFIG.flag.slice(1)}`,
    ...prose('is an object of JSON. Its keys are:'),
    '.Bd -filled -offset indent',
    ...settings.map((row, index) => `.Li ${keyOf(row)} ${index === last ? '.' : ','}`),
    '.Ed',
    '.Pp',
    ...prose('Its values are written as those of flags, or as numbers, true, false and arrays.'),
    ...prose('A key that no option has is an error.'),
    ...told(manual.files, 'Pa'),
    '.Sh EXIT STATUS',
    ...told(manual.exitStatus, 'Er'),
    '.Sh EXAMPLES',
    ...manual.examples.flatMap((each, index) => [...(index === 0 ? [] : ['.Pp']), ...example(each)]),
    ...chapter('SIGNALS', told(manual.signals, 'Dv')),
    '.Sh SEE ALSO',
    ...prose(manual.seeAlso),
  ];
  return `${lines.join('\n')}\n`;
}

/** Left out where there is nothing in it. */
function chapter(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`.Sh ${heading}`, ...lines];
}

function list(items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : ['.Bl -tag -width indent', ...items, '.El'];
}

function told(all: readonly Told[], macro: string): readonly string[] {
  return list(all.flatMap(({ name, describes }) => [`.It ${macro} ${plain(name)}\\&`, ...prose(describes)]));
}

function example({ describes, command }: Example): readonly string[] {
  return [...prose(`${describes}:`), '.Bd -literal -offset indent', plain(command), '.Ed'];
}

function groups(rows: readonly OptionRow[]): readonly (readonly [string, readonly OptionRow[]])[] {
  const names = [...new Set(rows.map(({ group }) => group))];
  return names.map((name) => [name, rows.filter(({ group }) => group === name)]);
}

function item({ short, flag, argument }: OptionRow): string {
  const takes = argument === undefined ? '' : ` Ar ${argument}`;
  const first = short === undefined ? '' : `Fl ${short.slice(1)}${takes} , `;
  return `.It ${first}Fl ${flag.slice(1)}${takes}`;
}

/** What it does, what it may be, and what it is otherwise. */
function sentences(row: OptionRow): readonly string[] {
  const { describes, value, needs } = row;
  const off =
    row.value.kind === 'switch' && !STANDARD_ROWS.includes(row) ? [`${offFlag(row)} turns it off.`] : [];
  const use = needs === undefined ? [] : [`Needs ${needs.join(' or ')}.`];
  return [
    `${capital(describes)}.`,
    ...takes(row),
    ...(value.kind === 'list' ? ['May be repeated.'] : []),
    ...use,
    ...off,
  ];
}

function takes({ value }: OptionRow): readonly string[] {
  switch (value.kind) {
    case 'limit': {
      const { limit, absent } = value;
      if (absent !== undefined) return [`Default: ${absent}.`];
      const { default: number, zero } = limit;
      const nought = zero === undefined ? '' : number === 0 ? `: ${zero}` : `; 0: ${zero}`;
      return [`Takes ${wanted(limit)}.`, `Default: ${usual(limit)}${nought}.`];
    }
    case 'choice':
      return [
        `One of ${value.choices.join(', ')}.`,
        ...(value.default === '' ? [] : [`Default: ${value.default}.`]),
      ];
    case 'text':
    case 'file':
    case 'list': {
      const absent = value.absent ?? ('default' in value ? value.default : undefined);
      return absent === undefined ? [] : [`Default: ${absent}.`];
    }
    case 'switch':
      return [];
  }
}

function variable({ flag, value }: OptionRow): readonly string[] {
  const name = `.Fl ${flag.slice(1)}`;
  if (value.kind === 'switch') return [`${name} :`, ...prose('1, true, yes or on, or 0, false, no or off')];
  return value.kind === 'text' && value.mayBeEmpty === true
    ? [`${name} ;`, ...prose('may have nothing in it')]
    : [name];
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** A sentence a line, as mdoc has it, and none longer than its readers like. */
function prose(words: string): readonly string[] {
  return words.split(/(?<=[.?!]) (?=\S)/).flatMap((sentence) => (sentence.match(WRAPPED) ?? []).map(plain));
}

const WRAPPED = /\S.{0,68}(?= |$)|\S+/g;

/** Words that are no macros, and act on nothing. */
function plain(words: string): string {
  return words
    .trim()
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=['.])/, '\\&')
    .replaceAll('"', '\\(dq');
}
