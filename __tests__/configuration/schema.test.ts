import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { fromFile } from '../../src/configuration/configFile.ts';
import { keyOf, type OptionRow } from '../../src/configuration/optionRow.ts';
import { defaultOf, fromJson, toJson } from '../../src/configuration/optionValue.ts';
import { schemaOf } from '../../src/configuration/schema.ts';
import { limitText } from '../../src/limitSyntax.ts';
import { SERVER } from '../../src/optionTable.ts';
import { PROJECT } from '../support/bin.ts';
import { newFolder, removeFolders } from '../support/folders.ts';
import { samplesOf } from '../support/samples.ts';

afterAll(removeFolders);

const path = join(newFolder(), 'talk.json');
const published = JSON.parse(readFileSync(join(PROJECT, 'docs', 'talk.schema.json'), 'utf8')) as object;
const fits = new Ajv2020().compile(published);

/** Whether the program takes a file with this in it. */
async function isTaken(json: unknown): Promise<boolean> {
  writeFileSync(path, JSON.stringify(json));
  return await fromFile(SERVER, path).then(
    () => true,
    () => false,
  );
}

const GOOD: readonly unknown[] = [
  {},
  { $schema: './talk.schema.json' },
  Object.fromEntries(SERVER.settings.map((row) => [keyOf(row), samplesOf(row)[0]?.json])),
  { idleTimeout: 90, slowAfter: '100MS', maxPause: '0', journalAge: '576H' },
  { maxMessage: 1, maxBacklog: '1G', maxTotalBacklog: '1024g', historySize: '01k' },
  { socketMode: '0777', port: '000080', greeting: '', verbose: true },
  { allow: '::1, 10.0.0.0/8', deny: ['::1'], nats: 'a,b' },
];

const BAD: readonly unknown[] = [
  [],
  null,
  'port',
  { natsPassword: 'x' },
  { maxClient: 1 },
  { $schema: 1 },
  { port: -1 },
  { port: 1.5 },
  { port: '1e3' },
  { port: ' 80' },
  { port: true },
  { maxMessage: '64kb' },
  { maxMessage: '2g' },
  { slowAfter: 0 },
  { slowAfter: '99ms' },
  { idleTimeout: 2_073_601 },
  { socketMode: 660 },
  { socketMode: '888' },
  { socketMode: '1000' },
  { socketMode: '00660' },
  { socket: '' },
  { socket: 'x'.repeat(108) },
  { host: 'a b' },
  { host: '[]' },
  { room: 'a.b' },
  { node: '' },
  { framing: 'lines' },
  { verbose: 'yes' },
  { stripControl: 1 },
  { allow: [] },
  { allow: [1] },
  { nats: '' },
  { tlsCert: 'a\0b' },
];

describe('agrees with the program', () => {
  test.each(GOOD.map((json) => [JSON.stringify(json), json]))('on %s, which is good', async (_, json) => {
    expect([fits(json), await isTaken(json)]).toEqual([true, true]);
  });

  test.each(BAD.map((json) => [JSON.stringify(json), json]))('on %s, which is not', async (_, json) => {
    expect([fits(json), await isTaken(json)]).toEqual([false, false]);
  });

  const exact = SERVER.settings.filter(
    ({ value }) => value.kind !== 'list' && keyOfKind(value) !== 'path of a socket',
  );
  test.each(exact.map((row) => [row.flag, row] as const))('on whatever %s may be', (_, row) => {
    fc.assert(
      fc.property(valuesFor(row), (json) => {
        expect([json, fits({ [keyOf(row)]: json })]).toEqual([
          json,
          fromJson(row.value, json).kind === 'value',
        ]);
      }),
    );
  });

  test.each(SERVER.settings.map((row) => [row.flag, row] as const))('on all that %s takes', (_, row) => {
    fc.assert(
      fc.property(valuesFor(row), (json) => {
        expect(fits({ [keyOf(row)]: json }) || fromJson(row.value, json).kind !== 'value').toBe(true);
      }),
    );
  });
});

test('each default is what the program takes, and what it has', () => {
  const { properties } = schemaOf(SERVER, '') as { properties: Record<string, { default?: unknown }> };
  for (const row of SERVER.settings) {
    expect([row.flag, properties[keyOf(row)]?.default]).toEqual([
      row.flag,
      toJson(row.value, defaultOf(row.value)),
    ]);
  }
});

/** Its bytes are counted, which a schema cannot do. */
function keyOfKind(value: OptionRow['value']): string {
  return value.kind === 'file' && value.check !== undefined ? 'path of a socket' : value.kind;
}

/** What is near to what an option takes, and what is not. */
function valuesFor(row: OptionRow): fc.Arbitrary<unknown> {
  const samples = samplesOf(row).map(({ json }) => json);
  const any = fc.oneof(
    fc.constantFrom(...samples),
    fc.jsonValue({ maxDepth: 1 }),
    fc.string(),
    fc.constantFrom('', ' '),
  );
  if (row.value.kind !== 'limit') return any;
  const { limit } = row.value;
  const { min, max } = limit;
  const numbers = fc.oneof(
    fc.integer({ min: -1, max: 2000 }),
    fc.constantFrom(min - 1, min, max, max + 1, Math.floor(max / 1000), Math.floor(max / 1000) + 1),
  );
  const units = fc.constantFrom('', 'k', 'M', 'g', 'ms', 'S', 'h', 'x', ' ');
  const texts = fc.tuple(fc.constantFrom('', '0', '000'), numbers, units).map((parts) => parts.join(''));
  const near = numbers.map((number) => limitText(limit, Math.max(0, number)));
  return fc.oneof(any, numbers, texts, near);
}
