import { createReadStream } from 'node:fs';
import { errorFrom } from '../errors.ts';
import { shown } from '../limits.ts';
import { ConfigurationError } from './configurationError.ts';
import { jsonScan } from './jsonScan.ts';
import { nearest } from './nearest.ts';
import { keyOf, type OptionRow, type ProgramTable } from './optionRow.ts';
import { fromJson } from './optionValue.ts';

/** Bytes: more than the longest list of networks that anybody keeps, and read in no time. */
const MOST_BYTES = 1024 * 1024;

/** Names the schema, for editors. */
const SCHEMA_KEY = '$schema';

/**
 * What a file says of options, each checked. Throws `ConfigurationError` for a file that cannot be read, is no object of JSON,
 * or has a key or a value that no option has.
 */
export async function fromFile(table: ProgramTable, path: string): Promise<ReadonlyMap<OptionRow, unknown>> {
  const entries = entriesOf(path, await textOf(path));
  const found = new Map<OptionRow, unknown>();
  for (const [key, json] of entries) {
    const row = table.settings.find((each) => keyOf(each) === key);
    if (row !== undefined) found.set(row, valueOf(path, row, json));
    else if (key !== SCHEMA_KEY) throw new ConfigurationError(`${path}: ${await unknownKey(table, key)}`);
    else if (typeof json !== 'string') {
      throw new ConfigurationError(`${path}: "${key}" must be a text, not ${shown(json)}`);
    }
  }
  return found;
}

/** Whatever the path names, no more of it is read than a file of options can have. */
async function textOf(path: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of createReadStream(path, { end: MOST_BYTES })) chunks.push(chunk as Uint8Array); // no encoding
  } catch (error) {
    throw new ConfigurationError(
      `${path} cannot be read (${errorFrom(error).message}): name a file that can be`,
    );
  }
  const bytes = Buffer.concat(chunks);
  if (bytes.length > MOST_BYTES)
    throw new ConfigurationError(`${path} is longer than 1m: name a file of options`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes); // without the mark that some editors put in front
  } catch {
    throw new ConfigurationError(`${path} is not UTF-8: save it as such`);
  }
}

/** A key of the file that is there twice would be what only its end says. */
function entriesOf(path: string, text: string): readonly (readonly [string, unknown])[] {
  const { fault, keys } = jsonScan(text);
  if (fault !== undefined) {
    const found = fault.found === undefined ? 'it ends too early' : `unexpected ${shown(fault.found)}`;
    throw new ConfigurationError(`${path}:${fault.line}:${fault.column}: not JSON, ${found}`);
  }
  const json: unknown = JSON.parse(text);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new ConfigurationError(
      `${path} must be an object of options such as {"port": 4000}, not ${shown(json)}`,
    );
  }
  const last = new Map(keys.map((key, index) => [key, index]));
  const twice = keys.find((key, index) => last.get(key) !== index);
  if (twice !== undefined) throw new ConfigurationError(`${path}: "${twice}" is there twice: leave one out`);
  return Object.entries(json);
}

function valueOf(path: string, row: OptionRow, json: unknown): unknown {
  const reading = fromJson(row.value, json);
  if (reading.kind === 'value') return reading.value;
  const key = `"${keyOf(row)}"`;
  const says =
    reading.kind === 'refused' ? `: ${reading.says}` : ` must be ${reading.wants}, not ${shown(json)}`;
  throw new ConfigurationError(`${path}: ${key}${says}`);
}

async function unknownKey(table: ProgramTable, key: string): Promise<string> {
  const secret = Object.keys(table.secrets).find((name) => plain(name) === plain(table.prefix + key));
  if (secret !== undefined) return `${shown(key)} has no place in a file: set ${secret} instead`;
  const meant = await nearest(key, table.settings.map(keyOf));
  return `unknown key ${shown(key)}${meant === undefined ? ': leave it out' : ` (Did you mean "${meant}"?)`}`;
}

/** However it is written. */
function plain(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();
}
