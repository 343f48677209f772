import { type Command, CommanderError } from 'commander';
import { printable } from '../printable.ts';
import { commandOf } from './command.ts';
import { ConfigurationError } from './configurationError.ts';
import { type Environment, misspelled } from './environment.ts';
import type { ProgramTable } from './optionRow.ts';
import { printedConfig, sourcesOf } from './printed.ts';
import { type Settings, settle } from './settle.ts';
import type { Shell } from './standardRows.ts';

/** What a program knows of its options that its table does not say. */
export interface Particulars {
  /** Throws `ConfigurationError` for options that do not go together. */
  readonly check: (settings: Settings) => void;
  /** Fills in the defaults that are of this machine, or hang on other options, for `--print-config`. */
  readonly complete: (settings: Settings) => Settings;
}

/**
 * The settings of a program: from the arguments behind its name, the environment, and the file that one of them names. Rejects
 * with commander's `CommanderError`: with `exitCode` 0 after what was asked for (help, version, completion, configuration) was
 * printed to stdout, otherwise after one line that says what to do was printed to stderr.
 */
export async function configured(
  table: ProgramTable,
  particulars: Particulars,
  args: readonly string[],
  version: string,
  environment: Environment,
): Promise<Settings> {
  const command = commandOf(table, version).parse(args, { from: 'user' });
  const { completion, printConfig } = command.opts<Standard>();
  if (completion !== undefined) return await printCompletion(table, command, completion);
  const settings = await settledOr(table, particulars, command, environment);
  for (const line of await misspelled(table, environment)) tell(table, command, line);
  if (printConfig === true) return print(table, command, particulars.complete(settings));
  return settings;
}

/** As commander has read them. */
interface Standard {
  readonly completion?: Shell;
  readonly printConfig?: boolean;
}

async function settledOr(
  table: ProgramTable,
  { check }: Particulars,
  command: Command,
  environment: Environment,
): Promise<Settings> {
  try {
    const settings = await settle(table, command, environment);
    check(settings);
    return settings;
  } catch (error) {
    if (error instanceof ConfigurationError) command.error(error.message);
    throw error;
  }
}

/** Loaded only for whoever sets up a shell. */
async function printCompletion(table: ProgramTable, command: Command, shell: Shell): Promise<never> {
  const { completionFor } = await import('./completion/completionFor.ts');
  return printed(command, completionFor(table, shell));
}

function print(table: ProgramTable, command: Command, settings: Settings): never {
  if (settings.get('verbose')?.value === true) {
    for (const line of sourcesOf(table, settings)) tell(table, command, line);
  }
  return printed(command, printedConfig(settings));
}

function printed(command: Command, text: string): never {
  command.configureOutput().writeOut?.(text);
  throw new CommanderError(0, 'talk.printed', '(printed)');
}

function tell({ name }: ProgramTable, command: Command, line: string): void {
  command.configureOutput().writeErr?.(`${name}: ${printable(line)}\n`);
}
