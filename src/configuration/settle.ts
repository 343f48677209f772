import type { Command } from 'commander';
import { usual } from '../limitSyntax.ts';
import { ConfigurationError } from './configurationError.ts';
import { type Environment, fromEnvironment } from './environment.ts';
import { keyOf, type OptionRow, type ProgramTable } from './optionRow.ts';
import { defaultOf } from './optionValue.ts';
import { nameAt, placeOf, type Source } from './source.ts';
import { CONFIG } from './standardRows.ts';

/** What an option is, and where that is from. `value` is undefined for what nobody has set and has no default. */
export interface Settled {
  readonly row: OptionRow;
  readonly value: unknown;
  readonly source: Source;
}

/** Every option of a table, by its key, in the table's order. */
export type Settings = ReadonlyMap<string, Settled>;

/**
 * What is in force: the flag, else the environment, else the file, else the default. Throws `ConfigurationError` for what
 * cannot be: whatever is in the file, and what counts of the environment.
 */
export async function settle(
  table: ProgramTable,
  command: Command,
  environment: Environment,
): Promise<Settings> {
  const path = flagOf(command, CONFIG) ?? fromEnvironment(table, CONFIG, environment);
  const file = typeof path === 'string' ? { path, values: await valuesIn(table, path) } : undefined;
  const settings = new Map(
    table.settings.map((row): [string, Settled] => [
      keyOf(row),
      settled(table, row, command, environment, file),
    ]),
  );
  for (const each of settings.values()) checkNeeds(table, each, settings);
  return settings;
}

/** What reads a file is loaded only for whoever has one. */
async function valuesIn(table: ProgramTable, path: string): Promise<FileValues['values']> {
  const { fromFile } = await import('./configFile.ts');
  return await fromFile(table, path);
}

interface FileValues {
  readonly path: string;
  readonly values: ReadonlyMap<OptionRow, unknown>;
}

function settled(
  table: ProgramTable,
  row: OptionRow,
  command: Command,
  environment: Environment,
  file: FileValues | undefined,
): Settled {
  const flag = flagOf(command, row);
  if (flag !== undefined) return { row, value: flag, source: { kind: 'flag' } };
  const variable = fromEnvironment(table, row, environment);
  if (variable !== undefined) return { row, value: variable, source: { kind: 'environment' } };
  const entry = file?.values.get(row);
  if (file !== undefined && entry !== undefined) {
    return { row, value: entry, source: { kind: 'file', path: file.path } };
  }
  return { row, value: defaultOf(row.value), source: { kind: 'default' } };
}

/** Undefined for what is not among the arguments. */
function flagOf(command: Command, row: OptionRow): unknown {
  const key = keyOf(row);
  return command.getOptionValueSource(key) === 'cli' ? (command.getOptionValue(key) as unknown) : undefined;
}

/** Whether anything that the option is for is there. */
export function isOfUse({ needs }: OptionRow, settings: Settings): boolean {
  return (
    needs === undefined ||
    [...settings.values()].some(({ row, value }) => needs.includes(row.flag) && value !== undefined)
  );
}

function checkNeeds(table: ProgramTable, { row, source }: Settled, settings: Settings): void {
  if (source.kind === 'default' || isOfUse(row, settings)) return;
  const needed = table.settings.filter(({ flag }) => row.needs?.includes(flag));
  const names = needed.map((each) => nameAt(source, table, each));
  const more = needed.slice(0, 1).map((each) => giving(source, names[0] ?? '', exampleOf(each)));
  throw new ConfigurationError(
    `${placeOf(source)}${nameAt(source, table, row)} is for ${names.join(' and ')} alone: ${more.join('')} too`,
  );
}

function giving({ kind }: Source, name: string, example: string): string {
  if (kind === 'environment') return `set ${name}=${example}`;
  return kind === 'file' ? `give ${name}: "${example}"` : `give ${name} ${example}`;
}

function exampleOf({ value, example = '' }: OptionRow): string {
  return value.kind === 'limit' ? usual(value.limit) : example;
}
