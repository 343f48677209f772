import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseClientCommandLine } from '../../src/client/clientCommandLine.ts';
import { type ClientLimitName, CLIENT_LIMITS } from '../../src/client/clientLimits.ts';
import { CLIENT } from '../../src/client/clientOptions.ts';
import { misspelled } from '../../src/configuration/environment.ts';
import { keyOf, variableOf } from '../../src/configuration/optionRow.ts';
import { SERVER } from '../../src/optionTable.ts';
import { PROJECT } from '../support/bin.ts';
import { newFolder, removeFolders } from '../support/folders.ts';
import { samplesOf } from '../support/samples.ts';

afterAll(removeFolders);

const SETTINGS = readFileSync(`${PROJECT}/src/client/clientSettings.ts`, 'utf8');
const MIB = 1024 ** 2;

function digits(value: number): string {
  if (value >= MIB && value % MIB === 0 && value % 1000 !== 0) {
    return value % (1024 * MIB) === 0 ? `${value / MIB / 1024} GiB` : `${value / MIB} MiB`;
  }
  return value === 65_536 ? '64 KiB' : value.toLocaleString('en');
}

test.each(Object.entries(CLIENT_LIMITS).filter(([name]) => name !== 'typedHistory'))(
  'the documentation of %s says what is so',
  (name, { default: value, min, max }) => {
    const [before = ''] = SETTINGS.split(`\n  readonly ${name}?: `);
    const doc = before.slice(before.lastIndexOf('/**')).replace(/\s*\n\s*\*\s*/g, ' ');
    const told = name === 'port' ? String : digits;
    expect(doc).toContain(`Default ${told(value)}, ${told(min)} to ${told(max)}: `);
  },
);

test('each option is read as what it is for', async () => {
  const line = await parseClientCommandLine(
    [
      ...['-n', 'carol', '-s', '[::1]', '-p', '4000', '-v', '--time', '--bell', '--json', '--tls'],
      ...['--tls-ca', 'ca.pem', '--tls-name', 'room', '--reconnect', '--reconnect-first', '1s'],
      ...['--reconnect-most', '2s', '--connect-timeout', '3s', '--keep-alive', '4s', '--max-message', '1k'],
      ...['--drain', '5s', '--typed-history', '7', '--greeting', 'Hi'],
    ],
    '1.2.3',
  );
  expect(line).toEqual({
    options: {
      name: 'carol',
      host: '::1',
      port: 4000,
      tls: true,
      tlsCa: 'ca.pem',
      tlsName: 'room',
      reconnect: true,
      reconnectFirst: 1000,
      reconnectMost: 2000,
      connectTimeout: 3000,
      keepAlive: 4000,
      maxMessage: 1024,
      drainTimeout: 5000,
      greeting: 'Hi',
    },
    verbose: true,
    time: true,
    bell: true,
    json: true,
    typedHistory: 7,
  });
});

test('all limits but those of the library alone are options', () => {
  const limits = CLIENT.settings.map(({ value }) => (value.kind === 'limit' ? value.limit : undefined));
  const ofLibrary: readonly string[] = ['maxHold', 'maxUnsent'];
  for (const name of Object.keys(CLIENT_LIMITS) as ClientLimitName[]) {
    expect([name, limits.includes(CLIENT_LIMITS[name])]).toEqual([name, !ofLibrary.includes(name)]);
  }
});

const published = JSON.parse(readFileSync(`${PROJECT}/docs/talk-client.schema.json`, 'utf8')) as object;
const fits = new Ajv2020().compile(published);

test.each(CLIENT.settings.map((row) => [row.flag, row] as const))(
  '%s is the same from a flag, the environment and a file, and the published schema takes it',
  async (_, row) => {
    const path = join(newFolder(), 'talk.json');
    for (const { text, json, value } of samplesOf(row)) {
      const isSwitch = row.value.kind === 'switch';
      const flags = isSwitch ? [value === true ? row.flag : `--no-${row.flag.slice(2)}`] : [row.flag, text];
      const file = { [keyOf(row)]: json };
      writeFileSync(path, JSON.stringify(file));
      const asked = await parseClientCommandLine(flags, '');
      expect(await parseClientCommandLine([], '', { [variableOf(CLIENT, row)]: text })).toEqual(asked);
      expect(await parseClientCommandLine(['--config', path], '')).toEqual(asked);
      expect([json, fits(file)]).toEqual([json, true]);
    }
  },
);

test('what is not said is as it is usual', async () => {
  const { options, ...shown } = await parseClientCommandLine([], '');
  expect(options).toMatchObject({ host: 'localhost', port: 12345, reconnect: undefined, tls: false });
  expect(shown).toEqual({ verbose: false, time: false, bell: false, json: false, typedHistory: 1000 });
  const off = await parseClientCommandLine(['--no-reconnect'], '');
  expect(off.options.reconnect).toBe(false);
});

test('its variables are no mistakes to the server', async () => {
  const variables = CLIENT.settings.map((row) => [variableOf(CLIENT, row), '1'] as const);
  expect(await misspelled(SERVER, Object.fromEntries(variables))).toEqual([]);
});
