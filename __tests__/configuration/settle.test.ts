import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { commandOf } from '../../src/configuration/command.ts';
import type { Environment } from '../../src/configuration/environment.ts';
import { keyOf, offFlag, type OptionRow, variableOf } from '../../src/configuration/optionRow.ts';
import { defaultOf } from '../../src/configuration/optionValue.ts';
import { settle } from '../../src/configuration/settle.ts';
import { SERVER } from '../../src/optionTable.ts';
import { type Sample, samplesOf } from '../support/samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'talk-settle-'));
const path = join(folder, 'talk.json');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What an option is, with these arguments, variables, and entries of a file. */
async function settled(
  row: OptionRow,
  args: readonly string[],
  environment: Environment = {},
  file: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly value: unknown; readonly from: string | undefined }> {
  writeFileSync(path, JSON.stringify(file));
  const needed = row.needs?.slice(0, 1).flatMap((flag) => [flag, '1']) ?? [];
  const command = commandOf(SERVER, '').parse([...needed, '--config', path, ...args], { from: 'user' });
  const found = (await settle(SERVER, command, environment)).get(keyOf(row));
  return { value: found?.value, from: found?.source.kind };
}

function asFlag(row: OptionRow, { text, value }: Sample): readonly string[] {
  if (row.value.kind !== 'switch') return [row.flag, text];
  return [value === true ? row.flag : offFlag(row)];
}

const ROWS = SERVER.settings.map((row): [string, OptionRow] => [row.flag, row]);

describe.each(ROWS)('%s', (_, row) => {
  const samples = samplesOf(row);
  const [one, two, three = one] = samples;
  if (one === undefined || two === undefined || three === undefined) throw new Error('too few samples');
  const [key, variable] = [keyOf(row), variableOf(SERVER, row)];

  test('is the same from a flag, the environment and a file', async () => {
    for (const sample of samples) {
      const { value } = sample;
      expect(await settled(row, asFlag(row, sample))).toEqual({ value, from: 'flag' });
      expect(await settled(row, [], { [variable]: sample.text })).toEqual({ value, from: 'environment' });
      expect(await settled(row, [], {}, { [key]: sample.json })).toEqual({ value, from: 'file' });
    }
  });

  test('comes from the flag, else the environment, else the file, else the default', async () => {
    const [args, environment, file] = [
      asFlag(row, one),
      { [variable]: two.text },
      { [key]: three.json },
    ] as const;
    const flag = { value: one.value, from: 'flag' };
    const inEnvironment = { value: two.value, from: 'environment' };
    expect(await settled(row, args, environment, file)).toEqual(flag);
    expect(await settled(row, args, environment)).toEqual(flag);
    expect(await settled(row, args, {}, file)).toEqual(flag);
    expect(await settled(row, [], environment, file)).toEqual(inEnvironment);
    expect(await settled(row, [])).toEqual({ value: defaultOf(row.value), from: 'default' });
  });
});

const rowOf = (flag: string): OptionRow => {
  const row = SERVER.settings.find((each) => each.flag === flag);
  if (row === undefined) throw new Error(`no ${flag}`);
  return row;
};

test('a list that is given again grows, and takes the place of any other', async () => {
  const deny = rowOf('--deny');
  const given = ['--deny', '::1', '--deny', '10.0.0.1,10.0.0.2'];
  const all = { value: ['::1', '10.0.0.1', '10.0.0.2'], from: 'flag' };
  expect(await settled(deny, given, { TALK_DENY: '10.1.1.1' }, { deny: ['10.2.2.2'] })).toEqual(all);
  expect(await settled(deny, [], {}, { deny: '::1, 10.0.0.1' })).toMatchObject({
    value: ['::1', '10.0.0.1'],
  });
});

test('of a switch that is turned on and off, the last counts', async () => {
  const verbose = rowOf('--verbose');
  expect((await settled(verbose, ['-v', '--no-verbose'])).value).toBe(false);
  expect((await settled(verbose, ['--no-verbose', '-v'], { TALK_VERBOSE: 'no' })).value).toBe(true);
});

test('what a flag says in its place is not looked at in the environment, but all of a file is', async () => {
  const port = rowOf('--port');
  expect((await settled(port, ['-p', '1'], { TALK_PORT: 'tcp://10.0.0.1:12345' })).value).toBe(1);
  await expect(settled(port, ['-p', '1'], {}, { port: -1 })).rejects.toThrow(
    `${path}: "port" must be a whole number from 0 to 65535, not -1`,
  );
});

test.each([
  ['--room', ['--room', 'a'], {}, {}, '--room is for --nats alone: give --nats nats://host:4222 too'],
  [
    '--room',
    [],
    { TALK_ROOM: 'a' },
    {},
    'TALK_ROOM is for TALK_NATS alone: set TALK_NATS=nats://host:4222 too',
  ],
  ['--room', [], {}, { room: 'a' }, '"room" is for "nats" alone: give "nats": "nats://host:4222" too'],
  ['--http-ping', ['--http-ping', '1'], {}, {}, '--http-ping is for --http alone: give --http 8080 too'],
  [
    '--metrics-host',
    ['--metrics-host', 'a'],
    {},
    {},
    '--metrics-host is for --metrics alone: give --metrics 9464 too',
  ],
  [
    '--max-http',
    ['--max-http', '1'],
    {},
    {},
    '--max-http is for --http and --metrics alone: give --http 8080 too',
  ],
] as const)('%s without what it is for: %j %j %j', async (flag, args, environment, file, message) => {
  const { needs, ...row } = rowOf(flag);
  expect(needs).toBeDefined();
  await expect(settled(row, args, environment, file)).rejects.toThrow(message);
});

test('what an option is for may come from elsewhere', async () => {
  const room = rowOf('--room');
  const { needs, ...alone } = room;
  expect(needs).toEqual(['--nats']);
  expect(await settled(alone, [], { TALK_NATS: 'a' }, { room: 'kitchen' })).toEqual({
    value: 'kitchen',
    from: 'file',
  });
});
