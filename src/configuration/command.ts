import { Command, InvalidArgumentError, Option } from 'commander';
import { usual, usualAndRange } from '../limitSyntax.ts';
import { usageError } from '../usageError.ts';
import { keyOf, offFlag, type OptionRow, type ProgramTable, variableOf } from './optionRow.ts';
import type { Told } from './manual.ts';
import { fromText, type Reading } from './optionValue.ts';
import { COMPLETION, CONFIG, HELP, PRINT_CONFIG, VERSION } from './standardRows.ts';

/**
 * The program that reads the flags of a table. It prints help and version, and what is wrong with the arguments as one
 * line, and throws commander's `CommanderError` then.
 */
export function commandOf(table: ProgramTable, version: string): Command {
  const command = new Command(table.name)
    .description(table.describes)
    .addHelpText('after', `\n${notesOn(table)}`)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(usageError(table.name, text, `${table.name} --help`)),
    });
  for (const row of [...table.settings, CONFIG, PRINT_CONFIG, COMPLETION]) {
    command.addOption(optionOf(row));
    if (row.value.kind === 'switch' && row !== PRINT_CONFIG)
      command.addOption(new Option(offFlag(row)).hideHelp());
  }
  return command
    .optionsGroup(`${VERSION.group}:`)
    .version(version, flagsOf(VERSION), VERSION.describes)
    .helpOption(flagsOf(HELP), HELP.describes);
}

/** Columns of the names of what can be typed. */
const COMMAND_WIDTH = 8;

/** What holds for all options. */
function notesOn(table: ProgramTable): string {
  const { settings, typed = [] } = table;
  const [named] = settings.filter(({ argument }) => argument !== undefined);
  const [on] = settings.filter(({ value }) => value.kind === 'switch');
  return [
    ...(typed.length === 0 ? [] : ['What can be typed:', ...typed.map(typedLine), '']),
    'Sizes: 65536, 64k, 8m, 1g. Times: 500ms, 10s, 2m, 1h; a number alone is seconds.',
    ...(named === undefined
      ? []
      : [
          'Options not among the arguments are from the environment',
          `(${named.flag}: ${variableOf(table, named)}), else from the file of ${CONFIG.flag} (${named.flag}: "${keyOf(named)}").`,
        ]),
    ...(on === undefined
      ? []
      : [`${offFlag(on)} turns off what is on there, and so with all that take no value.`]),
  ].join('\n');
}

function typedLine({ name, describes }: Told): string {
  return `  ${name.padEnd(COMMAND_WIDTH)}${describes}`;
}

function optionOf(row: OptionRow): Option {
  const option = new Option(flagsOf(row), row.describes + absence(row)).helpGroup(`${row.group}:`);
  const { value } = row;
  switch (value.kind) {
    case 'limit':
      if (value.absent === undefined) option.default(usual(value.limit), usualAndRange(value.limit));
      return option.argParser((text: string) => taken(fromText(value, text)));
    case 'text':
    case 'file':
      return option.default(value.default).argParser((text: string) => taken(fromText(value, text)));
    case 'choice':
      return option.choices(value.choices).default(value.default === '' ? undefined : value.default);
    case 'list':
      return option.argParser((text: string, before: readonly unknown[] | undefined) => [
        ...(before ?? []),
        ...(taken(fromText(value, text)) as readonly string[]), // as those of lists are
      ]);
    case 'switch':
      return option;
  }
}

/** The value, or what is wrong said as commander does. */
function taken(reading: Reading): unknown {
  if (reading.kind === 'value') return reading.value;
  throw new InvalidArgumentError(reading.kind === 'misfit' ? `Give ${reading.wants}.` : `${reading.says}.`);
}

function flagsOf({ short, flag, argument }: OptionRow): string {
  return `${short === undefined ? '' : `${short}, `}${flag}${argument === undefined ? '' : ` <${argument}>`}`;
}

function absence({ value }: OptionRow): string {
  return 'absent' in value ? ` (default: ${value.absent})` : '';
}
