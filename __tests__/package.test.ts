import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { endPrograms, type Outcome, PROJECT, Program } from './support/bin.ts';
import { linksOf } from './support/markdown.ts';
import { TcpClient } from './support/tcpClient.ts';

/** The packed package, installed into an empty folder, as a user has it. */
const folder = mkdtempSync(join(tmpdir(), 'talk-server-package-'));
const installed = join(folder, 'node_modules/talk-server');
/** What is in it. */
let files: readonly string[] = [];

async function here(command: string, ...args: string[]): Promise<Outcome> {
  return await new Program(command, args, { cwd: folder }).ends();
}

beforeAll(async () => {
  const packed = await new Program('npm', [
    'pack',
    '--ignore-scripts',
    '--json',
    '--pack-destination',
    folder,
  ]).ends();
  // As npm prints it.
  const [pack] = JSON.parse(packed.stdout) as { filename: string; files: { path: string }[] }[];
  if (pack === undefined) throw new Error(packed.stderr);
  files = pack.files.map(({ path }) => path);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const tarball = join(folder, pack.filename);
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

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly bin: Readonly<Record<string, string>>;
}

function manifest(): Manifest {
  return JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest; // ours
}

/** The files of a folder of the project, from the project's own. */
function filesIn(name: string): string[] {
  const found = readdirSync(join(PROJECT, name), { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(PROJECT.length));
}

describe('what is in the package', () => {
  test('is what its sources say, the sources, and what is written for people', () => {
    const sources = filesIn('src').filter((name) => !name.endsWith('/tsconfig.json'));
    const built = sources.flatMap((name) => {
      const base = name.replace(/^src/, 'dist').replace(/\.ts$/, '');
      if (name.startsWith('src/page/')) return [name.endsWith('.ts') ? `${base}.js` : base]; // for browsers
      if (name === 'src/copyPage.js') return []; // builds
      return ['.js', '.js.map', '.d.ts', '.d.ts.map'].map((ending) => base + ending);
    });
    expect(files.filter((name) => name.startsWith('src/')).sort()).toEqual(sources.sort());
    expect(files.filter((name) => name.startsWith('dist/')).sort()).toEqual(built.sort());
    const rest = files.filter((name) => !/^(?:src|dist|docs)\//.test(name));
    expect(rest.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
    const docs = files.filter((name) => name.startsWith('docs/'));
    expect(
      docs
        .filter(
          (name) => !/^docs\/(?:cluster|examples|grafana|man|prometheus|screenshots|systemd)\//.test(name),
        )
        .sort(),
    ).toEqual(
      filesIn('docs')
        .filter((name) =>
          /^docs\/(?:[^/]*\.(?:md|svg)|benchmark\.json|talk(?:-client)?\.schema\.json)$/.test(name),
        )
        .sort(),
    );
  });

  test('has all that its pages link to', () => {
    const links = files.filter((name) => name.endsWith('.md')).flatMap(linksOf);
    expect(links.filter(({ to }) => !files.some((name) => name === to || name.startsWith(`${to}/`)))).toEqual(
      [],
    );
    expect(links).toContainEqual(expect.objectContaining({ from: 'README.md', to: 'src/chat.ts' }));
  });

  test('has the source of every map', () => {
    const maps = files.filter((name) => name.endsWith('.map'));
    const sources = maps.flatMap((name) => {
      const map = JSON.parse(readFileSync(join(installed, name), 'utf8')) as { sources: string[] }; // tsc's
      return map.sources.map((source) => join(dirname(name), source));
    });
    expect(sources.length).toBeGreaterThanOrEqual(maps.length);
    expect(sources.filter((source) => !files.includes(source))).toEqual([]);
  });

  test('can be imported at every address that it names, and runs', async () => {
    const { exports, bin } = manifest();
    const targets = Object.values(exports).flatMap((to) =>
      typeof to === 'string' ? [to] : Object.values(to),
    );
    const all = [...targets, ...Object.values(bin)].map((target) => target.replace(/^\.\//, ''));
    expect(all.filter((target) => !files.includes(target))).toEqual([]);
    const addresses = Object.keys(exports).filter((key) => !key.endsWith('.json'));
    const imports = addresses.map((key) => `import '${join('talk-server', key)}';`);
    writeFileSync(join(folder, 'all.mjs'), imports.join('\n'));
    expect(await here('node', 'all.mjs')).toEqual({ code: 0, stdout: '', stderr: '' });
    for (const name of Object.keys(bin)) {
      const { code, stdout } = await here(join(folder, 'node_modules/.bin', name), '--version');
      expect({ name, code, stdout }).toEqual({
        name,
        code: 0,
        stdout: expect.stringMatching(/^\d+\.\d+\.\d+/),
      });
    }
  });
});

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
import { talkClient } from 'talk-server/client';
import { webFront, type WebOptions } from 'talk-server/web';
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
const web: WebOptions = { httpPort: 0, metricsPort: 0 };
const page$: Observable<TalkEvent> = talkServer({ web: webFront(web) });
const heard$: Observable<string> = talkClient({ name: 'echo' }).messages$.pipe(map((message) => message.text));
function describe(event: TalkEvent): string {
  switch (event.type) {
    case 'listening': return event.address;
    case 'joined': case 'named': case 'askedWho': return event.name;
    case 'said': case 'announced': return event.text;
    case 'spoke': case 'fannedOut': return String(event.messages);
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
export { page$, heard$, texts$, events$, listening$, some$, joined$, joined, connection, delivery, describe };
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
