import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, truncateSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { STANDARD_ROWS } from '../src/configuration/standardRows.ts';
import { SERVER } from '../src/optionTable.ts';
import { BIN, binCommand, endPrograms, PROJECT, Program, runBin, shell, startBin } from './support/bin.ts';
import { newFolder, removeFolders } from './support/folders.ts';
import { TcpClient } from './support/tcpClient.ts';
import { toolsHere } from './support/tools.ts';

afterEach(endPrograms);
afterAll(removeFolders);

const ONE_LINE = /^talk-server: [^\n]+\n$/;

interface Line {
  readonly event: string;
  readonly [field: string]: unknown;
}

function linesOf(stdout: string): Line[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

describe('not verbose', () => {
  test('stdout stays empty, stderr has one line with address and real port', async () => {
    const { program, port } = await startBin();
    const alice = await TcpClient.join(port);
    alice.say('alice says: hello\nalice says: /who:\n');
    await alice.gets(`1 clients connected.\nalice connected from ${alice.address}.\n`);
    program.kill('SIGINT');
    alice.socket.end();
    expect(await program.ends()).toEqual({
      code: 0,
      stdout: '',
      stderr: `talk-server: listening on [::]:${port}\n`,
    });
  });

  test('the default port is 12345', async () => {
    const program = new Program(process.execPath, [BIN]);
    await program.prints('stderr', /\n/);
    // Another program on this machine may have it, and that is told.
    expect(program.stderr).toMatch(/^talk-server: (?:listening on \[::\]:12345\n$|port 12345 is in use)/);
  });

  test.each([
    ['127.0.0.1', /listening on 127\.0\.0\.1:\d+\n$/],
    ['[::1]', /listening on \[::1\]:\d+\n$/],
    ['::1', /listening on \[::1\]:\d+\n$/],
  ])('--host %s', async (host, line) => {
    const { program } = await startBin('--host', host);
    expect(program.stderr).toMatch(line);
  });

  test('--greeting, --framing and --max-message do what they say', async () => {
    const { port } = await startBin('--greeting', 'Grüezi\n', '--framing', 'line', '--max-message', '5');
    const alice = await TcpClient.join(port, '127.0.0.1', 'Grüezi\n');
    const bob = await TcpClient.join(port, '127.0.0.1', 'Grüezi\n');
    alice.say('123');
    alice.say('45');
    bob.say('bob\n');
    await alice.gets('bob\n');
    alice.say('6');
    await bob.gets('123456');
    alice.socket.end();
    await bob.gets('\n');
  });

  test('--history and --history-size send a newcomer what was said last', async () => {
    const { port } = await startBin('--history', '2', '--history-size', '10');
    const [alice, bob] = [await TcpClient.join(port), await TcpClient.join(port)];
    alice.say('one\ntwo\nthree\n');
    await bob.gets('one\ntwo\nthree\n');
    await TcpClient.join(port, '127.0.0.1', 'Thank you for connectingtwo\nthree\n');
    alice.say('1234567\n');
    await bob.gets('1234567\n');
    await TcpClient.join(port, '127.0.0.1', 'Thank you for connecting1234567\n');
  });

  test('--nats without a broker serves alone, and says so', async () => {
    const { program, port } = await startBin('--nats', 'nats://127.0.0.1:1,127.0.0.1:2', '--node', 'here');
    await program.prints(
      'stderr',
      /^talk-server: alone, and goes on trying to join with the other servers at nats:\/\/127\.0\.0\.1:2: connection refused\n/m,
    );
    const [alice, bob] = [await TcpClient.join(port), await TcpClient.join(port)];
    alice.say('alice says: hello\n');
    await bob.gets('alice says: hello\n');
    program.kill('SIGTERM');
    expect((await program.ends()).code).toBe(0);
  });

  test.each([
    ['--nats-creds', 'the credentials /nowhere cannot be read'],
    ['--nats-tls-ca', 'the authorities /nowhere cannot be read'],
  ])('%s that cannot be read is one line, and exit code 1', async (option, message) => {
    const { code, stdout, stderr } = await runBin('-p', '0', '--nats', '127.0.0.1:1', option, '/nowhere');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `talk-server: ${message} (ENOENT: no such file or directory, open '/nowhere'): name a file that can be\n`,
    );
  });

  test('--max-backlog cuts who does not read', async () => {
    const { program, port } = await startBin('-v', '--max-backlog', '1k');
    const [alice, bob] = [await TcpClient.join(port), await TcpClient.join(port)];
    bob.socket.pause();
    const line = `${'x'.repeat(60_000)}\n`;
    const cut = /"event":"left".*"reason":"slow"/;
    while (!cut.test(program.stdout)) {
      alice.say(line);
      await pause(1); // or a server that is not scheduled has all of it queued here
    }
    await program.prints('stdout', cut);
    alice.leave();
  });
});

describe('-h and -V', () => {
  test.each(['-h', '--help'])('%s prints every option', async (flag) => {
    const { code, stdout, stderr } = await runBin(flag);
    expect([code, stderr]).toEqual([0, '']);
    for (const { short, flag } of [...SERVER.settings, ...STANDARD_ROWS]) {
      expect(stdout).toMatch(new RegExp(`^  (?:${short}, )?${flag} `, 'm'));
    }
    const words = stdout.replace(/\s+/g, ' ');
    for (const told of [
      'port to listen on (default: 12345, 0 to 65535; 0: a free one; with --socket: none)',
      'in octal (default: 660, 0 to 777)',
      '(default: open-files limit less 64, 1 to 1048576)',
      '--max-backlog <size> unsent bytes after which a slow client is cut (default: 8m, 1 to 1g)',
      'the password is in TALK_NATS_PASSWORD',
      '--room <name> the room, with --nats (default: "lobby")',
      '--rate <number> messages a second from one client (default: 0, 0 to 1000000; 0: no limit)',
      'after which it is cut (default: 10s, 100ms to 576h)',
    ]) {
      expect(words).toContain(told);
    }
  });

  test.each(['-V', '--version'])('%s prints the version', async (flag) => {
    const { version } = JSON.parse(readFileSync(`${PROJECT}/package.json`, 'utf8')) as { version: string };
    expect(await runBin(flag)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('wrong options', () => {
  test.each([
    [['-p', 'abc'], /'-p, --port <number>' argument 'abc' is invalid\. Give a whole number from 0 to 65535/],
    [['-p', '65536'], /Give a whole number from 0 to 65535/],
    [['-p', '1e3'], /Give a whole number from 0 to 65535/],
    [['-p', '0x50'], /Give a whole number from 0 to 65535/],
    [['-p', ''], /Give a whole number from 0 to 65535/],
    [['-p', '-1'], /Give a whole number from 0 to 65535/],
    [['-p', ' 80'], /Give a whole number from 0 to 65535/],
    [['-p', '80.5'], /Give a whole number from 0 to 65535/],
    [['-p', '٨٠'], /Give a whole number from 0 to 65535/],
    [['-p', '\u001b[2J\n'], /argument '\\u001b\[2J ?' is invalid/],
    [['-p'], /argument missing/],
    [['--bogus'], /unknown option '--bogus'/],
    [['--nats', 'http://host'], /must be an address such as nats:\/\/host:4222, not "http:\/\/host"/],
    [['--nats', 'host,'], /must be an address such as nats:\/\/host:4222, not ""/],
    [['--nats', 'nats://me:secret@host'], /without user and password: give those apart/],
    [['--nats', 'host', '--room', 'a.b'], /room must be 1 to 64 letters, digits, - and _, not "a.b"/],
    [['--nats', 'host', '--node', ''], /node must be 1 to 64 letters, digits, - and _, not ""/],
    [['--nats', 'host', '--replicas', '6'], /Give a whole number from 1 to 5/],
    [['--nats', 'host', '--nats-user', 'x', '--nats-creds', 'y'], /give --nats-creds or --nats-user/],
    [['--room', 'lobby'], /--room is for --nats alone: give --nats nats:\/\/host:4222 too/],
    [['--journal-size', '1g'], /--journal-size is for --nats alone/],
    [['--history', '100001'], /Give a whole number from 0 to 100000/],
    [['--prot', '80'], /unknown option '--prot' \(Did you mean --port\?\)/],
    [['stray'], /too many arguments/],
    [['-v', '--', 'stray'], /too many arguments/],
    [['--framing', 'lines'], /Allowed choices are auto, chunk, line/],
    [['--max-message', '0'], /Give a size such as 64k or 8m, from 1 to 1g/],
    [['--max-message', '64kb'], /Give a size such as 64k or 8m, from 1 to 1g/],
    [['--max-backlog', '-5'], /Give a size such as 64k or 8m, from 1 to 1g/],
    [['--max-backlog', '2g'], /Give a size such as 64k or 8m, from 1 to 1g/],
    [['--idle-timeout', '10x'], /Give a time such as 500ms, 10s or 2m, from 0 to 576h/],
    [['--slow-after', '1ms'], /Give a time such as 500ms, 10s or 2m, from 100ms to 576h/],
    [['--max-clients', '0'], /Give a whole number from 1 to 1048576/],
    [['--socket-mode', '888'], /Give an octal mode such as 660, from 0 to 777/],
    [['--socket', ''], /socket must be a path of 1 to 107 bytes/],
    [['--allow', '10.0.0.0/33'], /takes addresses and networks such as 192\.0\.2\.7.*not "10\.0\.0\.0\/33"/],
    [['--deny', '::1,'], /takes addresses and networks/],
    [['--tls-cert', 'a.pem'], /give --tls-cert and --tls-key/],
    [['--tls-ca', 'a.pem'], /give --tls-cert and --tls-key/],
    [['--host', ''], /leave it out to listen on all addresses/],
  ])('%j: exit 2, and one line that says what to do', async (args, message) => {
    const { code, stdout, stderr } = await runBin(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(ONE_LINE);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/; see talk-server --help\n$/);
  });
});

describe('cannot run', () => {
  test('port in use: exit 1, and one line', async () => {
    const other = createServer().listen(0);
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stdout, stderr } = await runBin('-p', String(port), '-v');
    other.close();
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `talk-server: port ${port} is in use on all addresses: end the program that has it, or choose another port\n`,
    );
  });

  test('not an address of this machine', async () => {
    const { code, stdout, stderr } = await runBin('--host', '192.0.2.77', '-p', '0');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(ONE_LINE);
    expect(stderr).toContain('192.0.2.77 is not an address of this machine');
  });

  test('no permission', async () => {
    const firstFreeForAll = Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'));
    // Where every port is for everybody, there is no such error to be had.
    if (firstFreeForAll === 0) return;
    const withoutRight: [string, ...string[]] =
      process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-net_bind_service'] : ['env'];
    const [command, ...args] = withoutRight;
    const program = new Program(command, [...args, process.execPath, BIN, '-p', '1']);
    const { code, stdout, stderr } = await program.ends();
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      'talk-server: no permission to listen on port 1: choose a port above 1023, or run with the right to use this one\n',
    );
  });
});

describe('signals', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s flushes, closes and exits with 0',
    async (signal) => {
      const { program, port } = await startBin();
      const [alice, bob] = [await TcpClient.join(port), await TcpClient.join(port)];
      alice.say('alice says: last words');
      await bob.gets('alice says: last words');
      program.kill(signal);
      expect((await alice.ended()).length).toBe(0);
      alice.socket.end();
      bob.socket.end();
      expect(await program.ends()).toMatchObject({ code: 0, stdout: '' });
      await expect(TcpClient.connect(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    },
  );

  for (const python of toolsHere('python3'))
    test('a terminal that is closed ends it in order, however often it says so', async () => {
      // Gives the program a terminal, and closes that while a client is there, which has it take its time to end.
      const script = `
import os, pty, re, signal, socket, sys
pid, terminal = pty.fork()
if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
said = b''
while not (port := re.search(rb':(\\d+)\\r?\\n', said)): said += os.read(terminal, 1000)
client = socket.create_connection(('127.0.0.1', int(port[1])))
client.recv(24)
os.close(terminal)
os.kill(pid, signal.SIGHUP)
print(os.waitpid(pid, 0)[1])`;
      const { stdout } = await promisify(execFile)(python, ['-c', script, process.execPath, BIN, '-p', '0']);
      expect(stdout).toBe('0\n');
    });

  /** A program with a client that does not read, and has more unsent than the kernel takes. */
  async function withStalledClient(
    ...args: string[]
  ): Promise<{ program: Program; client: TcpClient; port: number }> {
    const { program, port } = await startBin('-v', '--max-backlog', '100m', '--max-pause', '0', ...args);
    const [alice, client] = [await TcpClient.join(port), await TcpClient.join(port)];
    client.socket.pause();
    for (let sent = 0; sent < 20; sent++) alice.say(Buffer.alloc(1024 * 1024));
    const carol = await TcpClient.join(port);
    await new Promise<void>((resolve) => alice.socket.write('end', () => resolve()));
    carol.leave();
    return { program, client, port };
  }

  test('a client that does not read does not keep it from ending', async () => {
    const { program, client } = await withStalledClient();
    const start = performance.now();
    program.kill('SIGINT');
    expect((await program.ends()).code).toBe(0);
    expect(performance.now() - start).toBeLessThan(10_000); // far more than `--drain` is by itself
    client.leave();
  });

  test('the second signal ends it at once, with 130', async () => {
    const { program, client, port } = await withStalledClient('--drain', '1m');
    program.kill('SIGINT');
    await program.prints('stdout', /"reason":"stopped"/);
    await expect(TcpClient.connect(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    program.kill('SIGTERM');
    expect((await program.ends()).code).toBe(130);
    client.leave();
  });

  test('a terminal that is closed sends SIGHUP twice: the second does not cut its end short', async () => {
    const { program, client } = await withStalledClient('--drain', '3s');
    program.kill('SIGHUP');
    await program.prints('stdout', /"reason":"stopped"/);
    program.kill('SIGHUP');
    expect((await program.ends()).code).toBe(0);
    client.leave();
  });

  test('after kill -9 the same port listens again at once', async () => {
    const { program, port } = await startBin();
    const clients = [await TcpClient.join(port), await TcpClient.join(port)];
    program.kill('SIGKILL');
    await program.ends();
    const again = new Program(process.execPath, [BIN, '-p', String(port)]);
    await again.prints('stderr', new RegExp(`listening on \\[::\\]:${port}\n`));
    (await TcpClient.join(port)).leave();
    for (const client of clients) client.leave();
  });
});

describe('stopping', () => {
  /** A program, a client that does not read, with more unsent than the kernel takes, and one that has ended its side. */
  async function inTrouble(...args: string[]): Promise<Program> {
    const { program, port } = await startBin('-v', '--max-backlog', '100m', '--max-pause', '0', ...args);
    const [alice, stalled] = [await TcpClient.join(port), await TcpClient.join(port)];
    stalled.socket.pause();
    const silent = await TcpClient.join(port);
    silent.socket.pause();
    silent.socket.end();
    for (let sent = 0; sent < 20; sent++) alice.say(Buffer.alloc(1024 * 1024));
    await new Promise<void>((resolve) => alice.socket.write('end', () => resolve()));
    return program;
  }

  test.each([
    ['100ms', 100],
    ['1s', 1000],
  ])('--drain %s: is what clients who do not read may take', async (drain, least) => {
    const program = await inTrouble('--drain', drain);
    const start = performance.now();
    program.kill('SIGTERM');
    expect((await program.ends()).code).toBe(0);
    const took = performance.now() - start;
    // It is timed by the program's own clock, which may be read later than this one.
    expect([took >= least - 5, took < least + 10_000]).toEqual([true, true]);
  });

  test('the second signal ends it at once, however long --drain is', async () => {
    const program = await inTrouble('--drain', '1m');
    program.kill('SIGINT');
    await program.prints('stdout', /"event":"stopped"/);
    program.kill('SIGINT');
    expect((await program.ends()).code).toBe(130);
  });

  test('SIGPIPE does not', async () => {
    const { program, port } = await startBin();
    program.kill('SIGPIPE');
    (await TcpClient.join(port)).leave();
    program.kill('SIGHUP');
    expect((await program.ends()).code).toBe(0);
  });

  test('who is stopped for longer than a limit cuts nobody for it', async () => {
    const limits = ['--idle-timeout', '3s', '--slow-after', '3s', '--slow-backlog', '1k', '--max-pause', '0'];
    const { program, port } = await startBin('-v', ...limits);
    const [alice, lagging] = [await TcpClient.join(port), await TcpClient.join(port)];
    lagging.socket.pause();
    const talk = setInterval(() => {
      alice.say('.');
      lagging.say('.');
    }, 50);
    for (let sent = 0; sent < 10; sent++) alice.say(Buffer.alloc(1024 * 1024));
    await program.prints('stdout', /"event":"said"/);
    program.kill('SIGSTOP');
    await pause(4500);
    lagging.socket.resume();
    program.kill('SIGCONT');
    await alice.take(1);
    await pause(300);
    clearInterval(talk);
    expect(program.stdout).not.toContain('"event":"left"');
    for (const client of [alice, lagging]) client.leave();
  });
});

describe('verbose', () => {
  test('is one line of JSON for each event, with stable fields', async () => {
    const { program, port } = await startBin('-v');
    const [alice, bob] = [await TcpClient.join(port), await TcpClient.join(port)];
    alice.say('alice says: hello\n');
    await bob.gets('alice says: hello\n');
    bob.say('\u202ebob says: /who:');
    await bob.gets(
      `2 clients connected.\nalice connected from ${alice.address}.\n\\u202ebob connected from ${bob.address}.\n`,
    );
    alice.socket.resetAndDestroy();
    await program.prints('stdout', /"event":"left"/);
    program.kill('SIGTERM');
    await bob.ended();
    bob.socket.end();
    const { stdout } = await program.ends();
    expect(stdout).toMatch(/^[\x20-\x7e\n]+$/);

    const lines = linesOf(stdout);
    const [first, second] = [lines[1]?.['client'], lines[2]?.['client']];
    const address = '127.0.0.1';
    const a = { client: first, address, port: lines[1]?.['port'] };
    const b = { client: second, address, port: lines[2]?.['port'] };
    const who = '<unknown>';
    for (const { level, time, msg } of lines) {
      expect([level, typeof time, typeof msg]).toEqual([30, 'number', 'string']);
    }
    const plain = { level: expect.anything(), time: expect.anything(), msg: expect.anything() };
    expect(lines).toEqual([
      { ...plain, event: 'listening', service: 'chat', address: '::', port },
      { ...plain, event: 'joined', ...a, name: who, clients: 1 },
      { ...plain, event: 'joined', ...b, name: who, clients: 2 },
      { ...plain, event: 'named', ...a, name: 'alice', previous: who, clients: 2 },
      { ...plain, event: 'said', ...a, name: 'alice', bytes: 18, messages: 1, receivers: 1, clients: 2 },
      { ...plain, event: 'named', ...b, name: '\\u202ebob', previous: who, clients: 2 },
      { ...plain, event: 'askedWho', ...b, name: '\\u202ebob', bytes: 18, requests: 1, clients: 2 },
      { ...plain, event: 'left', ...a, name: 'alice', reason: 'reset', error: 'read ECONNRESET', clients: 1 },
      { ...plain, event: 'left', ...b, name: '\\u202ebob', reason: 'stopped', clients: 0 },
      {
        ...{ ...plain, event: 'stopped', clients: 0, joined: 2 },
        left: { closed: 0, reset: 1, slow: 0, idle: 0, refused: 0, full: 0, stopped: 1, error: 0 },
        ...{ messages: 1, bytes: 18, deliveredMessages: 1, deliveredBytes: 18, requests: 1, answers: 1 },
        linesLost: 0,
      },
    ]);
  });

  test('can be read by pino-pretty', async () => {
    const pretty = `${PROJECT}/node_modules/pino-pretty/bin.js`;
    const program = shell(`${binCommand('-v -p 0')} | "${process.execPath}" "${pretty}"`);
    const [, port] = await program.prints('stderr', /listening on .*:(\d+)\n/);
    const alice = await TcpClient.join(Number(port));
    await program.prints('stdout', /joined from 127\.0\.0\.1/);
    alice.leave();
    await program.prints('stdout', /INFO.*<unknown> left: closed/);
  });

  test('goes on without whoever read the log', async () => {
    const program = shell(`${binCommand('-v -p 0')} | head -1`);
    const [, port] = await program.prints('stderr', /listening on .*:(\d+)\n/);
    await program.prints('stdout', /"event":"listening".*\n/);
    const [alice, bob] = [await TcpClient.join(Number(port)), await TcpClient.join(Number(port))];
    for (let line = 0; line < 200; line++) {
      alice.say(`line ${line}\n`);
      await bob.gets(`line ${line}\n`);
    }
    expect(program.stdout.match(/\n/g)).toHaveLength(1);
    expect(program.stderr.match(/\n/g)).toHaveLength(1);
    alice.leave();
    bob.leave();
  });

  test('logs again when a full disk has room again, and tells how many lines were lost', async () => {
    const log = join(newFolder(), 'log');
    // A file may not be larger than 4 blocks of 512 bytes: writes beyond fail, as on a full disk, until it is emptied.
    const program = shell(`ulimit -f 4; exec ${binCommand('-v -p 0')} >> "${log}"`);
    const [, port] = await program.prints('stderr', /listening on .*:(\d+)\n/);
    const alice = await TcpClient.join(Number(port));
    const say = setInterval(() => alice.say('hello\n'), 5);
    while (statSync(log).size < 2048) await pause(10);
    await pause(100);
    truncateSync(log);
    while (statSync(log).size === 0) await pause(10);
    clearInterval(say);
    const bob = await TcpClient.join(Number(port));
    alice.say('still here');
    await bob.gets('still here');
    for (const client of [alice, bob]) client.leave();
    truncateSync(log);
    program.kill('SIGTERM');
    expect((await program.ends()).code).toBe(0);
    const [, lost] = /"event":"stopped".*"linesLost":(\d+)/.exec(readFileSync(log, 'utf8')) ?? [];
    expect(Number(lost)).toBeGreaterThan(0);
  });

  test('tells once a second who is not let in, and which names one client goes by', async () => {
    const { program, port } = await startBin('-v', '--max-clients', '1');
    const alice = await TcpClient.join(port);
    for (let client = 0; client < 50; client++) await (await TcpClient.connect(port)).ended();
    for (let name = 0; name < 50; name++) alice.say(`n${name} says: hello\n`);
    alice.say('/who:');
    await alice.gets(`1 clients connected.\nn49 connected from ${alice.address}.\n`);
    await program.prints('stdout', /"event":"named".*"name":"n49".*\n/);
    const lines = linesOf(program.stdout);
    const refusals = lines.filter(({ event }) => event === 'left');
    expect(refusals[0]).toMatchObject({
      ...{ level: 40, reason: 'full', error: 'there are 1 clients already', clients: 1 },
    });
    const names = lines.filter(({ event }) => event === 'named');
    expect(names[0]).toMatchObject({ name: 'n0', previous: '<unknown>' });
    for (const [index, { previous }] of names.slice(1).entries())
      expect(previous).toBe(names[index]?.['name']);
    for (const those of [refusals, names]) {
      expect(those.reduce((sum, { count = 1 }) => sum + Number(count), 0)).toBe(50);
      expect(those.length).toBeLessThan(25);
    }
    alice.leave();
  });

  test('a hundred thousand line ends are not as many lines', async () => {
    const { program, port } = await startBin('-v');
    const [alice, bob] = [await TcpClient.join(port), await TcpClient.join(port)];
    alice.say('\n'.repeat(100_000));
    await bob.take(100_000);
    alice.leave();
    await program.prints('stdout', /"event":"left".*\n/);
    const lines = linesOf(program.stdout).filter(({ event }) => event === 'said');
    expect(lines.reduce((sum, { messages }) => sum + Number(messages), 0)).toBe(100_000);
    expect(lines.length).toBeLessThan(1000);
    bob.leave();
  });

  test('nothing that acts reaches the log from names', async () => {
    const { program, port } = await startBin('-v');
    const alice = await TcpClient.join(port);
    const names = ['a\u202eb', 'a\u2028b', 'a\u2029b', 'a\u200db', 'a\u009bb', 'a\u001bb', 'a\ufeffb', '"\\'];
    for (const name of names) alice.say(`${name} says: hello\n`);
    alice.say('end says: /who:');
    await alice.take(20);
    program.kill('SIGTERM');
    alice.leave();
    const { stdout } = await program.ends();
    expect(stdout).toMatch(/^[\x20-\x7e\n]+$/);
    expect(linesOf(stdout).every(({ level }) => level === 30)).toBe(true);
  });

  /** Logs until the pipe to a reader that does not read is full. */
  async function withStalledReader(): Promise<{ port: number; pid: number }> {
    const program = shell(
      `sh -c 'echo pid $$ >&2; exec ${binCommand('-v -p 0 --who-burst 1000000')}' | sleep 60`,
    );
    const [, pid] = await program.prints('stderr', /pid (\d+)\n/);
    const [, port] = await program.prints('stderr', /listening on .*:(\d+)\n/);
    const asker = await TcpClient.join(Number(port));
    // Each is a line of the log, and no two of them are joined.
    for (let asked = 0; asked < 1000; asked += 1) {
      asker.say('/who:\n');
      await asker.gets(`1 clients connected.\n<unknown> connected from ${asker.address}.\n`);
    }
    asker.leave();
    return { port: Number(port), pid: Number(pid) };
  }

  test.each([
    ['one signal', ['SIGINT']],
    ['two signals', ['SIGINT', 'SIGTERM']],
  ] as const)('a reader that stalls does not keep it from ending on %s', async (_, signals) => {
    const { port, pid } = await withStalledReader();
    for (const signal of signals) signalIfThere(pid, signal);
    while (isRunning(pid)) await new Promise(setImmediate);
    await expect(TcpClient.connect(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('a full disk keeps neither the chat nor its end from going on', async () => {
    const program = new Program('sh', ['-c', `exec ${binCommand('-v -p 0')} >/dev/full`]);
    const [, port] = await program.prints('stderr', /listening on .*:(\d+)\n/);
    const [alice, bob] = [await TcpClient.join(Number(port)), await TcpClient.join(Number(port))];
    for (let line = 0; line < 200; line++) {
      alice.say(`line ${line}\n`);
      await bob.gets(`line ${line}\n`);
    }
    for (const client of [alice, bob]) client.leave();
    program.kill('SIGINT');
    expect(await program.ends()).toMatchObject({ code: 0 });
  });
});

/** The one before may have been enough. */
function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
