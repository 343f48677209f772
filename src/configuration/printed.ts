import { toJson } from './optionValue.ts';
import { keyOf, type ProgramTable } from './optionRow.ts';
import { isOfUse, type Settings, type Settled } from './settle.ts';
import { nameAt, type Source } from './source.ts';

/**
 * What is in force as a file that `--config` takes, in the order of the table. What nobody has set and has no default is
 * left out, and so is what is of no use.
 */
export function printedConfig(settings: Settings): string {
  const entries = inForce(settings).map(({ row, value }) => [keyOf(row), toJson(row.value, value)] as const);
  return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`;
}

/** From where each of those is: `port: from TALK_PORT`. */
export function sourcesOf(table: ProgramTable, settings: Settings): readonly string[] {
  return inForce(settings).map(
    ({ row, source }) => `${keyOf(row)}: ${told(source, nameAt(source, table, row))}`,
  );
}

function inForce(settings: Settings): readonly Settled[] {
  return [...settings.values()].filter(({ row, value }) => value !== undefined && isOfUse(row, settings));
}

function told(source: Source, name: string): string {
  switch (source.kind) {
    case 'default':
      return 'default';
    case 'file':
      return `from ${source.path}`;
    case 'flag':
    case 'environment':
      return `from ${name}`;
  }
}
