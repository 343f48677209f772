import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { endPrograms, type Outcome, PROJECT, Program } from './support/bin.ts';
import { TcpClient } from './support/tcpClient.ts';

/** The packed package, installed into an empty folder, as a user has it. */
const folder = mkdtempSync(join(tmpdir(), 'talk-server-package-'));

async function here(command: string, ...args: string[]): Promise<Outcome> {
  return await new Program(command, args, { cwd: folder }).ends();
}

beforeAll(async () => {
  const packed = await new Program('npm', [
    'pack',
    '--ignore-scripts',
    '--silent',
    '--pack-destination',
    folder,
  ]).ends();
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const tarball = join(folder, packed.stdout.trim());
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball, '@types/node@20'];
  const { code, stderr } = await here('npm', ...install);
  if (code !== 0) throw new Error(stderr);
}, 120_000);

afterEach(endPrograms);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const exported = [
  'BackplaneError',
  'CertificateError',
  'ConnectionLost',
  'ListenError',
  'OptionError',
  'botConnection',
  'chat',
  'nextConnectionId',
  'talkServer',
  'tcpConnections',
  'tcpListener',
];

describe('the packed package', () => {
  test('is imported from an ES module', async () => {
    writeFileSync(
      join(folder, 'esm.mjs'),
      "import * as all from 'talk-server'; console.log(Object.keys(all).sort().join());",
    );
    expect(await here('node', 'esm.mjs')).toEqual({ code: 0, stdout: `${exported.join()}\n`, stderr: '' });
  });

  test('is required from a CommonJS module', async () => {
    const names = "Object.keys(require('talk-server')).filter((name) => name !== '__esModule').sort()";
    writeFileSync(join(folder, 'cjs.cjs'), `console.log(${names}.join());`);
    expect(await here('node', 'cjs.cjs')).toMatchObject({ code: 0, stdout: `${exported.join()}\n` });
  });

  test('has the backplane at an address of its own', async () => {
    const names = "Object.keys(require('talk-server/nats')).filter((name) => name !== '__esModule')";
    writeFileSync(join(folder, 'nats.cjs'), `console.log(${names}.join());`);
    writeFileSync(
      join(folder, 'nats.mjs'),
      "import { natsBackplane } from 'talk-server/nats'; console.log(natsBackplane.name);",
    );
    expect(await here('node', 'nats.cjs')).toMatchObject({ code: 0, stdout: 'natsBackplane\n' });
    expect(await here('node', 'nats.mjs')).toMatchObject({ code: 0, stdout: 'natsBackplane\n' });
  });

  test('shares the rxjs of whoever embeds it', async () => {
    const { stdout } = await here('npm', 'ls', 'rxjs', '--parseable');
    expect(stdout.trim().split('\n')).toHaveLength(1);
  });

  test.each([[['--exactOptionalPropertyTypes']], [[]]])(
    'has types that fit strict programs, and refuse wrong ones: %j',
    async (more) => {
      writeFileSync(
        join(folder, 'typed.mts'),
        `import { filter, map, of, type Observable } from 'rxjs';
import { botConnection, chat, type ConnectionLost, talkServer, tcpConnections } from 'talk-server';
import { natsBackplane, type NatsOptions } from 'talk-server/nats';
import type { Connection, Delivery, Joined, Left, Listening, SaidEvent, TalkEvent } from 'talk-server';
const texts$: Observable<string> = talkServer({ port: 0, use: filter((said) => said.text !== 'spam') }).pipe(
  filter((event) => event.type === 'said'),
  map((said) => said.text + said.receivers),
);
const events$: Observable<TalkEvent> = tcpConnections({ port: 0 }).pipe(
  chat({ framing: 'line', connections$: of(botConnection('b', (text) => text || undefined)) }),
);
const listening$: Observable<Listening> = talkServer({ events: ['listening'] });
const some$: Observable<SaidEvent | Left> = tcpConnections().pipe(chat({ events: ['said', 'left'] }));
const nats: NatsOptions = { servers: ['nats://localhost:4222'], room: 'lobby' };
const joined: Observable<TalkEvent> = talkServer({ backplane: natsBackplane(nats) });
function describe(event: TalkEvent): string {
  switch (event.type) {
    case 'listening': return event.address;
    case 'joined': case 'named': case 'askedWho': return event.name;
    case 'said': case 'announced': return event.text;
    case 'spoke': return String(event.messages);
    case 'left': return event.reason;
    case 'reloaded': return event.error?.message ?? '';
    case 'link': return event.link === 'gap' ? String(event.messages) : event.link;
    case 'stats': return String(event.left.slow);
  }
}
function connection(name?: string, pause?: (milliseconds: number) => void, lost?: ConnectionLost): Connection {
  const send = ({ pieces, bytes }: Delivery): void => console.log(pieces ?? bytes);
  return { id: 1, address: 'x', port: 0, name, received$: of(), send, pauseFor: pause, turnedAway: lost, close() {} };
}
const delivery = (pieces?: Buffer[]): Delivery => ({ bytes: Buffer.alloc(0), messages: [], pieces });
// @ts-expect-error a copy is no message of a client: withText and withBytes make one
talkServer({ use: map((said) => ({ ...said, bytes: Buffer.from('x') })) });
// @ts-expect-error
natsBackplane({ room: 'lobby' });
// @ts-expect-error
talkServer({ framing: 'lines' });
// @ts-expect-error
talkServer({ events: ['shouted'] });
// @ts-expect-error what is not asked for is not there
const joined$: Observable<Joined> = talkServer({ events: ['listening'] });
export { texts$, events$, listening$, some$, joined$, joined, connection, delivery, describe };
`,
      );
      const tsc = join(PROJECT, 'node_modules/typescript/bin/tsc');
      const flags = ['--strict', ...more, '--noEmit', '--module', 'nodenext', '--target', 'es2022'];
      expect(await here('node', tsc, ...flags, '--types', 'node', 'typed.mts')).toMatchObject({
        code: 0,
        stdout: '',
      });
    },
    120_000,
  );

  test('brings the program', async () => {
    const program = new Program(join(folder, 'node_modules/.bin/talk-server'), [
      '-p',
      '0',
      '--host',
      '127.0.0.1',
    ]);
    const [, port] = await program.prints('stderr', /listening on 127\.0\.0\.1:(\d+)\n/);
    (await TcpClient.join(Number(port))).leave();
  });
});
