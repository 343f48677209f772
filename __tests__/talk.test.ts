import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { endPrograms, Program, PROJECT, shell } from './support/bin.ts';
import { certificate } from './support/certificates.ts';
import { newFolder, removeFolders } from './support/folders.ts';
import { RunningServer } from './support/runningServer.ts';
import { serverThat } from './support/serverThat.ts';
import { runTalk, startTalk, TALK } from './support/talk.ts';
import type { TcpClient } from './support/tcpClient.ts';
import { toolsHere } from './support/tools.ts';

const tools = toolsHere('python3', 'openssl');
const withPython = tools.includes('python3') ? describe : describe.skip;
const withOpenssl = tools.includes('openssl') ? describe : describe.skip;
const GREETING = 'Thank you for connecting';

let server: RunningServer;
let alice: TcpClient;
let room: string[];

beforeAll(async () => {
  server = await RunningServer.start();
  alice = await server.join();
  room = ['-s', '127.0.0.1', '-p', String(server.port)];
});
afterEach(endPrograms);
afterAll(() => {
  server.close();
  removeFolders();
});

describe('in a pipe', () => {
  test('says each line but blank ones, hears what is for it, and ends with its input', async () => {
    const outcome = await runTalk('hi\n\n \n/etc\n//etc\ncaf\u00e9, no line end', '-n', 'bot', ...room);
    expect(outcome).toEqual({ code: 0, stdout: `${GREETING}\n`, stderr: '' });
    await alice.gets('bot says: hi\nbot says: /etc\nbot says: /etc\n');
    await alice.gets('bot says: caf\u00e9, no line end\n');
  });

  test('/who: is answered before the end, and what is behind /quit is not said', async () => {
    const { code, stdout } = await runTalk('/who:\n/quit\nnot said\n', '-n', 'bot', ...room);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Thank you for connecting\n2 clients connected\.\n.*\nbot connected from .*, \d+\.\n$/,
    );
    await runTalk('said\n', '-n', 'bot', ...room);
    await alice.gets('bot says: said\n');
  });

  test('shows what comes without an escape sequence', async () => {
    const program = startTalk('-n', 'bot', ...room);
    await program.prints('stdout', /connecting\n/);
    alice.say('alice says: bot\u001b[1m\tx\n');
    await program.prints('stdout', /\n\* alice: bot\\u001b\[1m {4}x\n/);
    program.process.stdin?.end();
    expect(await program.ends()).toMatchObject({ code: 0, stderr: '' });
  });

  test('much of it is said whole, in order, and by a server that reads slowly too', async () => {
    const line = 'x'.repeat(99);
    const count = 50_000;
    const outcome = runTalk(`${line}\n`.repeat(count), '-n', 'bot', ...room);
    await alice.gets(`bot says: ${line}\n`.repeat(count));
    expect(await outcome).toEqual({ code: 0, stdout: `${GREETING}\n`, stderr: '' });
  });

  test('whoever reads it may go', async () => {
    const program = startTalk('-n', 'bot', ...room);
    await program.prints('stdout', /connecting\n/);
    program.process.stdout?.destroy();
    alice.say('alice says: more\n');
    expect(await program.ends()).toMatchObject({ code: 0, stderr: '' });
  });

  test('whoever reads it late gets all of it', async () => {
    // More than a pipe holds, by less than what has the reading of the server wait.
    const { port, close } = await serverThat((socket) => socket.end(`${'x'.repeat(999)}\n`.repeat(73)));
    const told = join(newFolder(), 'told');
    const talk = `"${process.execPath}" "${TALK}" -s 127.0.0.1 -p ${port} --greeting '' 2>'${told}'`;
    const late = shell(
      `sleep 100 | ${talk} | (until [ -s '${told}' ]; do sleep 0.05; done; sleep 0.2; wc -c)`,
    );
    const [count] = await late.prints('stdout', /\d+\n/);
    expect(Number(count)).toBe(73 * 1000 + 72 * '<unknown>: '.length); // the first is the greeting
    close();
  });

  test('what a server does not take in --drain is told of, at the end of the input too', async () => {
    const { port, close } = await serverThat((socket) => socket.pause());
    const name = '\u{1f600}'.repeat(62); // each line is a long one then: more of them than the system takes
    const { code, stderr } = await runTalk(
      'x\n'.repeat(32_000),
      ...['-n', name, '-s', '127.0.0.1', '-p', String(port), '--drain', '10ms'],
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/^talk: 127\.0\.0\.1:\d+ did not take the last \d+ bytes in time: .* --drain\n$/);
    close();
  });

  test('is ended by a signal as by a shell', async () => {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
      ['SIGHUP', 129],
    ] as const) {
      const program = startTalk(...room);
      await program.prints('stdout', /connecting/);
      program.kill(signal);
      expect(await program.ends()).toMatchObject({ code, stderr: '' });
    }
  });
});

test('--json tells all in one object a line', async () => {
  const program = startTalk('-n', 'bot', '--json', ...room);
  await program.prints('stdout', /greeting/);
  alice.say('alice says: \u202e"hi"\n\nno name');
  await program.prints('stdout', /no name/);
  program.process.stdin?.end();
  const { code, stdout, stderr } = await program.ends();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('\\u202e\\"hi\\"');
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  const time: unknown = expect.any(Number);
  expect(lines).toEqual([
    { time, type: 'connecting', host: '127.0.0.1', port: server.port, attempt: 1 },
    { time, type: 'connected', address: '127.0.0.1', port: server.port, localPort: time },
    { time, type: 'greeting', text: GREETING },
    { time, type: 'said', name: 'alice', text: '\u202e"hi"' },
    { time, type: 'said', text: '' },
    { time, type: 'said', text: 'no name' },
    { time, type: 'closed' },
  ]);
});

describe('what cannot be is one line', () => {
  test.each([
    [['-p', '0'], /'0' is invalid\. Give a whole number from 1 to 65535; see talk --help$/],
    [['-n', 'a\u001b'], /a client cannot be named .*; see talk --help$/],
    [['--prot', '1'], /unknown option '--prot' \(Did you mean --port\?\); see talk --help$/],
    [['hello'], /too many arguments/],
  ])('%j: exit code 2', async (args, line) => {
    const { code, stdout, stderr } = await runTalk('', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^talk: [^\n]+\n$/);
    expect(stderr.trim()).toMatch(line);
  });

  test('a server that is full: exit code 1, whatever is to be said', async () => {
    const { port, close } = await serverThat((socket) => socket.end('Server full\n'));
    const at = ['-n', 'bot', '-s', '127.0.0.1', '-p', String(port)];
    for (const input of ['', 'hi\n', 'hi\n'.repeat(50_000)]) {
      expect(await runTalk(input, ...at)).toEqual({
        code: 1,
        stdout: '',
        stderr: `talk: 127.0.0.1:${port} is full: wait until somebody has left\n`,
      });
    }
    close();
  });

  test('a server that is lost while much is said: exit code 1, and one line', async () => {
    const { port, close } = await serverThat((socket) => {
      socket.write(GREETING);
      socket.once('data', () => socket.resetAndDestroy());
    });
    const at = ['-n', 'bot', '-s', '127.0.0.1', '-p', String(port)];
    expect(await runTalk('hi\n'.repeat(200_000), ...at)).toEqual({
      code: 1,
      stdout: `${GREETING}\n`,
      stderr: `talk: the connection to 127.0.0.1:${port} broke: the server or the way to it is gone\n`,
    });
    close();
  });

  test('a server that is not there: exit code 1, and a line of JSON for scripts', async () => {
    const { code, stdout, stderr } = await runTalk('hi\n', '-s', '127.0.0.1', '-p', '1', '--json');
    expect(code).toBe(1);
    expect(stderr).toBe('talk: nobody listens on 127.0.0.1:1: start the server, or see -s and -p\n');
    expect(stdout).toMatch(
      /\{"time":\d+,"type":"lost","reason":"refused","error":"nobody listens[^\n]+"\}\n$/,
    );
  });
});

withPython('beside the plain outline server', () => {
  test('talks in a room of the plain outline server, and outlives it with --reconnect', async () => {
    const outline = new Program('python3', [join(PROJECT, 'bench/servers/selectOutline.py'), '0']);
    const [, port = ''] = await outline.prints('stdout', /^(\d+)\n/);
    const [one, two] = ['one', 'two'].map((name) =>
      startTalk('-n', name, '-s', '127.0.0.1', '-p', port, '--reconnect'),
    );
    if (one === undefined || two === undefined) throw new Error('two were started');
    await Promise.all([one, two].map((program) => program.prints('stdout', /connecting\n/)));
    one.process.stdin?.write('hello\n');
    await two.prints('stdout', /\none: hello\n/);
    two.process.stdin?.write('hello back\n');
    await one.prints('stdout', /\ntwo: hello back\n/);
    two.process.stdin?.end();
    expect(await two.ends()).toMatchObject({ code: 0, stderr: '' });
    outline.kill('SIGKILL');
    await one.prints(
      'stderr',
      /^talk: 127\.0\.0\.1:\d+ has closed the connection; trying again in \d\.\d s\n/,
    );
  });
});

withOpenssl('with TLS', () => {
  test('speaks TLS, and says what to try where it does not fit', async () => {
    const folder = newFolder();
    const { cert, key } = certificate(folder, 'localhost');
    const secure = await RunningServer.start({ tlsCert: cert, tlsKey: key, tlsHandshake: 300 });
    const at = ['-n', 'bot', '-p', String(secure.port)];
    const results = await Promise.all([
      runTalk('hi\n', ...at, '--tls-ca', cert, '-v'),
      runTalk('hi\n', ...at, '--tls'),
      runTalk('hi\n', ...at, '--tls-ca', cert, '--tls-name', 'elsewhere'),
      runTalk('hi\n', ...at),
      runTalk('hi\n', '-n', 'bot', '-p', String(server.port), '--tls'),
      runTalk('hi\n', ...at, '--tls-ca', key),
    ]);
    secure.close();
    expect(results.map(({ code }) => code)).toEqual([0, 1, 1, 1, 1, 1]);
    const [good, unknown, other, plain, noTls, noFile] = results.map(({ stderr }) => stderr);
    expect(good).toMatch(
      /^talk: connecting to localhost:\d+, try 1\ntalk: connected to .* from port \d+, TLSv1\.3\n/,
    );
    expect(unknown).toMatch(/^talk: nobody who is trusted here has signed .*--tls-ca\n$/);
    expect(other).toMatch(/^talk: the certificate of .* is for another name: .*--tls-name\n$/);
    expect(plain).toMatch(/^talk: .* without a word: if it speaks TLS, use --tls\n$/);
    expect(noTls).toMatch(/^talk: .* does not speak TLS: leave --tls out, or check -p\n$/);
    expect(noFile).toMatch(/^talk: the authorities .* cannot be used: .*PEM/);
  });
});
