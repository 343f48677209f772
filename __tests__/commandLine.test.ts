import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, jest, test } from '@jest/globals';
import { CommanderError } from 'commander';
import fc from 'fast-check';
import { type CommandLine, parseCommandLine } from '../src/commandLine.ts';
import type { Environment } from '../src/configuration/environment.ts';
import { keyOf, type OptionRow } from '../src/configuration/optionRow.ts';
import { isOfUse, type Settings } from '../src/configuration/settle.ts';
import { LIMITS } from '../src/limits.ts';
import { nameFrom } from '../src/nats/names.ts';
import { clientsForOpenFiles } from '../src/openFiles.ts';
import { SERVER } from '../src/optionTable.ts';
import { BIN, endPrograms, Program, runBin } from './support/bin.ts';
import { newFolder, removeFolders } from './support/folders.ts';
import { samplesOf } from './support/samples.ts';

afterEach(endPrograms);
afterAll(removeFolders);

const folder = newFolder();

function fileWith(content: object): string {
  const path = join(folder, 'talk.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

interface Outcome {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly commandLine: CommandLine | undefined;
}

/** What comes of these arguments, in this process. */
async function outcome(args: readonly string[], environment: Environment = {}): Promise<Outcome> {
  const printed = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    jest.spyOn(process[stream], 'write').mockImplementation((text) => {
      printed[stream] += String(text);
      return true;
    }),
  );
  try {
    const commandLine = await parseCommandLine(args, '1.2.3', environment);
    return { code: undefined, ...printed, commandLine };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { code: error.exitCode, ...printed, commandLine: undefined };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe('what is asked for', () => {
  test('is everything by default, but for what is of no use', async () => {
    const { commandLine } = await outcome([]);
    expect(commandLine).toMatchObject({
      ...{ verbose: false, greeting: 'Thank you for connecting', framing: 'auto', drainTimeout: 1000 },
      ...{ port: undefined, host: undefined, maxClients: undefined, nats: undefined, web: undefined },
      ...{ socketMode: LIMITS.socketMode.default, statsInterval: 0 },
    });
    expect(commandLine).not.toHaveProperty('room');
    expect(commandLine).not.toHaveProperty('httpHost');
  });

  test('is one room with others, wherever that is said', async () => {
    const file = fileWith({ nats: 'one', journalAge: '1m' });
    const { commandLine } = await outcome(['--config', file, '--room', 'kitchen'], {
      TALK_NATS_USER: 'talk',
    });
    expect(commandLine?.nats).toEqual({
      ...{
        servers: ['one'],
        room: 'kitchen',
        node: undefined,
        user: 'talk',
        creds: undefined,
        tlsCa: undefined,
      },
      ...{ replicas: 1, natsBuffer: LIMITS.natsBuffer.default, journalAge: 60_000 },
      ...{ journalSize: LIMITS.journalSize.default },
    });
  });

  test('is HTTP, where --http or --metrics is given', async () => {
    const usual = {
      ...{ httpPort: undefined, httpHost: '127.0.0.1', httpOrigins: [], httpPing: 30_000, maxHttp: 100 },
      ...{ metricsPort: undefined, metricsHost: '127.0.0.1', maxLinkDown: 30_000 },
    };
    expect((await outcome(['--http', '8080'])).commandLine?.web).toEqual({ ...usual, httpPort: 8080 });
    const { commandLine } = await outcome(['--metrics', '0', '--max-link-down', '1m'], {
      TALK_METRICS_HOST: '[::1]',
    });
    const metrics = { metricsPort: 0, metricsHost: '::1', maxLinkDown: 60_000 };
    expect(commandLine?.web).toEqual({ ...usual, ...metrics });
    const both = ['--http', '0', '--http-origin', 'https://a.example', '--http-origin', 'http://b:81'];
    expect((await outcome(both)).commandLine?.web?.httpOrigins).toEqual(['https://a.example', 'http://b:81']);
  });

  test('may be in a file that the environment names, before the one of the flag', async () => {
    const environment = { TALK_CONFIG: fileWith({ port: 81 }) };
    expect((await outcome([], environment)).commandLine?.port).toBe(81);
    expect((await outcome(['--config', '/dev/null'], environment)).stderr).toContain(
      '/dev/null:1:1: not JSON',
    );
  });
});

describe('what does not go together, by its names where it was set', () => {
  const file = join(folder, 'talk.json');
  test.each([
    [['--tls-cert', 'a'], {}, {}, 'TLS needs both a certificate and its key: give --tls-cert and --tls-key'],
    [['--tls-ca', 'a'], {}, {}, 'TLS needs both a certificate and its key: give --tls-cert and --tls-key'],
    [
      [],
      { TALK_TLS_KEY: 'a' },
      {},
      'TLS needs both a certificate and its key: give TALK_TLS_CERT and TALK_TLS_KEY',
    ],
    [
      [],
      {},
      { tlsCa: 'a' },
      `${file}: TLS needs both a certificate and its key: give "tlsCert" and "tlsKey"`,
    ],
    [
      ...[['--nats', 'a', '--nats-creds', 'a'], { TALK_NATS_USER: 'b' }, {}],
      'credentials stand for user and password: give --nats-creds or TALK_NATS_USER',
    ],
    [[], {}, { room: 'a' }, `${file}: "room" is for "nats" alone: give "nats": "nats://host:4222" too`],
    [['--http-host', 'a'], {}, {}, '--http-host is for --http alone: give --http 8080 too'],
    [
      [],
      { TALK_MAX_LINK_DOWN: '1' },
      {},
      'TALK_MAX_LINK_DOWN is for TALK_HTTP and TALK_METRICS alone: set TALK_HTTP=8080 too',
    ],
  ] as [string[], Environment, object, string][])('%j %j %j', async (args, environment, content, message) => {
    const told = await outcome(['--config', fileWith(content), ...args], environment);
    expect(told).toMatchObject({ stdout: '', stderr: `talk-server: ${message}; see talk-server --help\n` });
    expect(told.code).not.toBe(0);
  });

  test('the halves of a pair may be from different places', async () => {
    const { commandLine } = await outcome(['--tls-cert', 'a'], { TALK_TLS_KEY: 'b' });
    expect(commandLine).toMatchObject({ tlsCert: 'a', tlsKey: 'b' });
  });
});

test('a variable that is nearly one that is read is told, and no more', async () => {
  const told = await outcome([], { TALK_MAX_CLIENT: '1', TALK_ELSEWHERE: '1' });
  expect(told.stderr).toBe('talk-server: TALK_MAX_CLIENT is not read (Did you mean TALK_MAX_CLIENTS?)\n');
  expect(told.commandLine).toBeDefined();
});

describe('--print-config', () => {
  test('prints all that is in force, with the defaults, in one order', async () => {
    const { code, stdout, stderr } = await outcome(['--print-config', '--room', 'kitchen', '--nats', 'a']);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{
        port: 12345,
        maxClients: clientsForOpenFiles(),
        drain: '1s',
        maxMessage: '64k',
        socketMode: '660',
      },
      ...{ nats: ['a'], room: 'kitchen', node: nameFrom(hostname()), statsInterval: '0', verbose: false },
    });
    const keys = Object.keys(JSON.parse(stdout) as object);
    expect(keys).toEqual(SERVER.settings.map(keyOf).filter((key) => keys.includes(key)));
    expect(keys).not.toContain('httpHost');
  });

  test('has no port beside a socket that is alone', async () => {
    const printed = async (...args: string[]): Promise<unknown> =>
      JSON.parse((await outcome(['--print-config', '--socket', 'a', ...args])).stdout);
    expect(await printed()).not.toHaveProperty('port');
    expect(await printed('--host', '::1')).toHaveProperty('port', 12345);
    expect(await printed('-p', '1')).toHaveProperty('port', 1);
  });

  test('tells with -v from where each is', async () => {
    const file = fileWith({ greeting: 'hi' });
    const told = await outcome(['--print-config', '-v', '--config', file], { TALK_RATE: '5' });
    const lines = told.stderr.split('\n');
    for (const line of [
      'verbose: from --verbose',
      'rate: from TALK_RATE',
      `greeting: from ${file}`,
      'framing: default',
    ]) {
      expect(lines).toContain(`talk-server: ${line}`);
    }
    expect(lines.slice(0, -1).map((line) => line.split(': ')[1])).toEqual(
      Object.keys(JSON.parse(told.stdout) as object),
    );
  });

  test('tells no password', async () => {
    const { stdout, stderr } = await outcome(['--print-config', '-v', '--nats', 'a', '--nats-user', 'b'], {
      TALK_NATS_PASSWORD: 'secret',
    });
    expect(stdout + stderr).not.toContain('secret');
  });

  test('given back as a file, is the same', async () => {
    const anyRow = (row: OptionRow): fc.Arbitrary<unknown> =>
      fc.option(fc.constantFrom(...samplesOf(row).map(({ json }) => json)), { nil: undefined });
    const anyFile = fc
      .record(Object.fromEntries(SERVER.settings.map((row) => [keyOf(row), anyRow(row)])))
      .map((entries) => fitting(entries));
    await fc.assert(
      fc.asyncProperty(anyFile, async (content) => {
        const first = await outcome(['--config', fileWith(content), '--print-config']);
        expect([first.code, first.stdout.length > 2]).toEqual([0, true]);
        const again = await outcome([
          '--config',
          fileWith(JSON.parse(first.stdout) as object),
          '--print-config',
        ]);
        expect(again.stdout).toBe(first.stdout);
        const keys = Object.keys(JSON.parse(again.stdout) as object);
        expect(keys).toEqual(expect.arrayContaining(Object.keys(content)));
      }),
      { numRuns: 30 },
    );
  });

  /** Without what does not go together, or is of no use. */
  function fitting(entries: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const whole = entries['tlsCert'] !== undefined && entries['tlsKey'] !== undefined;
    const settings: Settings = new Map(
      SERVER.settings.map((row) => [
        keyOf(row),
        { row, value: entries[keyOf(row)], source: { kind: 'default' } },
      ]),
    );
    const fits = (row: OptionRow): boolean =>
      isOfUse(row, settings) &&
      !(row.flag === '--nats-creds' && entries['natsUser'] !== undefined) &&
      (whole || !['--tls-cert', '--tls-key', '--tls-ca'].includes(row.flag));
    const kept = SERVER.settings.filter((row) => fits(row) && entries[keyOf(row)] !== undefined);
    return Object.fromEntries(kept.map((row) => [keyOf(row), entries[keyOf(row)]]));
  }
});

describe('--completion', () => {
  test.each(['bash', 'zsh', 'fish'])('%s is printed, whatever else is wrong', async (shell) => {
    const told = await outcome(['--completion', shell], { TALK_PORT: 'x', TALK_CONFIG: '/nowhere' });
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout).toContain(`# ${shell} completion for talk-server\n`);
  });

  test('of another shell is an error', async () => {
    const { stderr } = await outcome(['--completion', 'csh']);
    expect(stderr).toContain('Allowed choices are bash, zsh, fish');
  });
});

describe('the program itself', () => {
  const file = join(folder, 'talk.json');
  const environment = { ...process.env, TALK_PORT: '0', TALK_GREETING: 'hi' };

  test('listens as the environment and the file say', async () => {
    fileWith({ host: '127.0.0.1', port: 1 });
    const program = new Program(process.execPath, [BIN, '--config', file, '-v'], { env: environment });
    const [, port] = await program.prints('stderr', /^talk-server: listening on 127\.0\.0\.1:(\d+)\n/);
    expect(Number(port)).toBeGreaterThan(1);
  });

  test('prints what is in force, and ends', async () => {
    const args = [
      BIN,
      '--print-config',
      '--config',
      fileWith({ socket: join(folder, 'talk.sock'), port: 1 }),
    ];
    const { code, stdout, stderr } = await new Program(process.execPath, args, { env: environment }).ends();
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ port: 0, greeting: 'hi', socket: join(folder, 'talk.sock') });
  });

  test('ends with 2 for a wrong file', async () => {
    expect(await runBin('--config', fileWith({ prot: 1 }))).toEqual({
      ...{ code: 2, stdout: '' },
      stderr: `talk-server: ${file}: unknown key "prot" (Did you mean "port"?); see talk-server --help\n`,
    });
  });

  test('ends with 2 for a wrong variable, in one line', async () => {
    const env = { ...process.env, TALK_RATE: 'fast\n\u001b[2J' };
    expect(await new Program(process.execPath, [BIN], { env }).ends()).toEqual({
      ...{ code: 2, stdout: '' },
      stderr:
        'talk-server: TALK_RATE: must be a whole number from 0 to 1000000, not "fast\\n\\u001b[2J"; see talk-server --help\n',
    });
  });
});
