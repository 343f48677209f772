import { shown } from '../limits.ts';
import { ConfigurationError } from './configurationError.ts';
import { nearest } from './nearest.ts';
import { type OptionRow, type ProgramTable, variableOf } from './optionRow.ts';
import { fromText } from './optionValue.ts';
import { CONFIG } from './standardRows.ts';

/** Variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Kubernetes sets `TALK_PORT` so in every pod beside a service named `talk`. */
const SERVICE_LINK = /^(?:tcp|udp):\/\//;

/**
 * What the environment says of an option: undefined where it says nothing. An empty variable says nothing, but for an option
 * that may be empty. Throws `ConfigurationError` for what the option cannot be.
 */
export function fromEnvironment(table: ProgramTable, row: OptionRow, environment: Environment): unknown {
  const name = variableOf(table, row);
  const text = environment[name];
  const mayBeEmpty = row.value.kind === 'text' && row.value.mayBeEmpty === true;
  if (text === undefined || (text === '' && !mayBeEmpty)) return undefined;
  const reading = fromText(row.value, text);
  if (reading.kind === 'value') return reading.value;
  const says = reading.kind === 'refused' ? reading.says : `must be ${reading.wants}, not ${shown(text)}`;
  const why = SERVICE_LINK.test(text) ? ' (Kubernetes set it: say enableServiceLinks: false)' : '';
  throw new ConfigurationError(`${name}: ${says}${why}`);
}

/** The share of letters of a variable that may be wrong: others have variables of this prefix too, which are no mistake. */
const ALIKE = 0.25;

/** A line on each variable that nobody reads, and that is nearly the name of one that is read. */
export async function misspelled(table: ProgramTable, environment: Environment): Promise<readonly string[]> {
  const { prefix } = table;
  const known = [
    ...[...table.settings, CONFIG].map((row) => variableOf(table, row)),
    ...Object.keys(table.secrets),
  ];
  const unknown = Object.keys(environment).filter((name) => name.startsWith(prefix) && !known.includes(name));
  const words = known.map((name) => name.slice(prefix.length));
  const lines = unknown.map(async (name) => {
    const meant = await nearest(name.slice(prefix.length), words, ALIKE);
    return meant === undefined ? [] : [`${name} is not read (Did you mean ${prefix}${meant}?)`];
  });
  return (await Promise.all(lines)).flat();
}
