import { execFileSync } from 'node:child_process';
import { pbkdf2 } from 'node:crypto';
import { once } from 'node:events';
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  unwatchFile,
  utimesSync,
  watchFile,
  writeFileSync,
} from 'node:fs';
import { connect as connectPlain, type Socket, type TcpSocketConnectOpts } from 'node:net';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Subject } from 'rxjs';
import type { TalkServerOptions } from '../src/options.ts';
import { endPrograms, Program, runBin, startBin } from './support/bin.ts';
import { certificate, type Pair } from './support/certificates.ts';
import { newFolder, removeFolders } from './support/folders.ts';
import { RunningServer } from './support/runningServer.ts';
import { TcpClient } from './support/tcpClient.ts';
import { toolsHere } from './support/tools.ts';

/** More than there are threads that look at files. */
const BLOCKERS = 8;

const tools = toolsHere('openssl', 'ncat');
/** Certificates are made by openssl, so without it there is nothing to test. */
const withOpenssl = tools.includes('openssl') ? describe : describe.skip;

withOpenssl('TLS', () => {
  let folder: string;
  let server: Pair;
  let authority: Pair;
  let member: Pair;
  const servers: RunningServer[] = [];
  const sockets: { destroy: () => unknown }[] = [];

  beforeAll(() => {
    folder = newFolder();
    server = certificate(folder, 'localhost');
    authority = certificate(folder, 'authority');
    member = certificate(folder, 'member', authority);
  });
  afterAll(removeFolders);
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const running of servers.splice(0)) running.close();
    endPrograms();
  });

  async function start(options: TalkServerOptions = {}): Promise<RunningServer> {
    const running = await RunningServer.start({ tlsCert: server.cert, tlsKey: server.key, ...options });
    servers.push(running);
    return running;
  }

  async function enter(port: number, options: ConnectionOptions = {}): Promise<TlsClient> {
    const client = new TlsClient(connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options }));
    sockets.push(client.socket);
    await client.gets('Thank you for connecting');
    return client;
  }

  /** A client that is connected, and whose TLS is for the test to make. */
  async function connected(port: number, options: Partial<TcpSocketConnectOpts> = {}): Promise<Socket> {
    const socket = connectPlain({ port, host: '127.0.0.1', ...options });
    sockets.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  }

  /** The first thing that a client says. */
  async function clientHello(): Promise<Buffer> {
    return await new Promise((resolve) => {
      sockets.push(connect({ socket: new Duplex({ read: () => undefined, write: resolve }) }));
    });
  }

  /** A client of the server that speaks TLS. */
  class TlsClient {
    readonly socket: TLSSocket;
    #received = '';

    constructor(socket: TLSSocket) {
      this.socket = socket;
      socket.setEncoding('latin1').on('data', (text: string) => (this.#received += text));
    }

    async gets(text: string): Promise<void> {
      while (this.#received.length < text.length) await once(this.socket, 'data');
      if (!this.#received.startsWith(text)) throw new Error(`expected ${text} but got ${this.#received}`);
      this.#received = this.#received.slice(text.length);
    }
  }

  test('is the same chat', async () => {
    const { port, ...running } = await start();
    const [alice, bob] = [await enter(port), await enter(port)];
    alice.socket.write('alice says: hello\n');
    await bob.gets('alice says: hello\n');
    const long = 'x'.repeat(3_000_000);
    bob.socket.write(`${long}\n`);
    await alice.gets(`${long}\n`);
    expect(running).toBeDefined();
  });

  test('gives a client that ends its side what is for it', async () => {
    const { port } = await start();
    const alice = await enter(port);
    alice.socket.end('alice says: /who:\n');
    await alice.gets(
      `1 clients connected.\nalice connected from 127.0.0.1, ${String(alice.socket.localPort)}.\n`,
    );
    await once(alice.socket, 'close');
  });

  test('also where much of that is still unsent', async () => {
    const { port } = await start({ drainTimeout: 60_000, maxPause: 0 });
    const [alice, bob, carol] = [await enter(port), await enter(port), await enter(port)];
    alice.socket.pause();
    const long = `${'x'.repeat(7_000_000)}\n`;
    bob.socket.write(long);
    await carol.gets(long);
    alice.socket.end();
    alice.socket.resume();
    await alice.gets(long);
  });

  test('who does not read is cut', async () => {
    const running = await start({ maxBacklog: 100_000, maxPause: 0 });
    const [alice, stalled] = [await enter(running.port), await enter(running.port)];
    stalled.socket.pause();
    const bytes = Buffer.alloc(64 * 1024, 'x');
    const more = (): void => {
      while (alice.socket.writable && alice.socket.write(bytes));
    };
    alice.socket.on('drain', more).on('error', () => undefined);
    more();
    expect((await running.event('left')).reason).toBe('slow');
  });

  test.each([
    ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['zeros', Buffer.alloc(100_000)],
    ['a name', Buffer.from('alice says: hello\n')],
  ])('bytes that are no handshake hurt nobody: %s', async (_, bytes) => {
    const running = await start();
    const alice = await enter(running.port);
    const plain = connectPlain(running.port, '127.0.0.1');
    sockets.push(plain);
    plain.on('error', () => undefined).resume();
    plain.write(bytes);
    const { reason, error, clients } = await running.event('left');
    expect([reason, clients]).toEqual(['error', 1]);
    expect(String(error)).toMatch(/no TLS handshake: ERR_SSL_/);
    alice.socket.write('/who:');
    await alice.gets('1 clients connected.\n');
  });

  test('who says nothing has tlsHandshake, and is closed', async () => {
    const running = await start({ tlsHandshake: 1000 });
    const alice = await enter(running.port);
    const silent = connectPlain(running.port, '127.0.0.1');
    sockets.push(silent);
    silent.on('error', () => undefined).resume();
    const { error } = await running.event('left');
    expect(String(error)).toMatch(/no TLS handshake: it took longer than 1000 milliseconds/);
    await once(silent, 'close');
    alice.socket.write('/who:');
    await alice.gets('1 clients connected.\n');
  });

  test('a client that leaves before the handshake is nobody, at once', async () => {
    const running = await start({ tlsHandshake: 60_000 });
    const early = connectPlain(running.port, '127.0.0.1');
    await once(early, 'connect');
    early.destroy();
    expect(String((await running.event('left')).error)).toMatch(/no TLS handshake/);
    await enter(running.port);
  });

  test('a server that is left destroys the handshakes under way', async () => {
    const running = await start();
    const silent = await connected(running.port);
    const begun = await connected(running.port);
    begun.write(await clientHello());
    await once(begun, 'data');
    const closed = [silent, begun].map(async (socket) => {
      await once(socket.resume(), 'close');
    });
    running.close();
    await Promise.all(closed);
    expect(running.events.map(({ type }) => type)).toEqual(['listening']);
  });

  test('who has the port of a client that was reset in its handshake is not taken for it', async () => {
    const running = await start();
    const localAddress = '127.0.0.77'; // no other process takes a port of it in between
    const first = await connected(running.port, { localAddress, localPort: 0 });
    const { localPort } = first;
    first.write((await clientHello()).subarray(0, 20));
    await new Promise(setImmediate);
    first.resetAndDestroy();
    await once(first, 'close'); // its port is free from then on
    const socket = await connected(running.port, { localAddress, localPort });
    const second = await enter(running.port, { socket });
    second.socket.write('/who:');
    await second.gets(
      `1 clients connected.\n<unknown> connected from ${localAddress}, ${String(localPort)}.\n`,
    );
    await running.event('left', ({ port, reason }) => port === localPort && reason === 'error');
  });

  test('who comes from one port to two addresses of the server is told apart', async () => {
    const { port } = await start();
    const localAddress = '127.0.0.1';
    const first = await connected(port, { localAddress, localPort: 0 });
    const second = await connected(port, { localAddress, localPort: first.localPort, host: '127.0.0.2' });
    const clients = [first, second].map((socket) => enter(port, { socket }));
    await expect(Promise.all(clients)).resolves.toHaveLength(2);
  });

  test('on a Unix-domain socket there is none, in the same room', async () => {
    const path = join(newFolder(), 'talk.sock');
    const { port } = await start({ port: 0, socket: path, maxClients: 2 });
    const [alice, bob] = [await enter(port), await TcpClient.joinAt(path)];
    sockets.push(bob.socket);
    alice.socket.write('alice says: hello\n');
    await bob.gets('alice says: hello\n');
    bob.say('bob says: hi\n');
    await alice.gets('bob says: hi\n');
    const refused = connectPlain(path);
    sockets.push(refused);
    expect(String(await once(refused, 'data'))).toBe('Server full\n');
  });

  test('tlsCa lets in those who have a certificate of it alone', async () => {
    const bundle = join(newFolder(), 'authorities.pem');
    const others = [certificate(folder, 'another').cert, authority.cert].map((file) => readFileSync(file));
    writeFileSync(bundle, ['# two of them', ...others].join('\n'));
    const running = await start({ tlsCa: bundle });
    const read = ({ cert, key }: Pair) => ({ cert: readFileSync(cert), key: readFileSync(key) });
    await enter(running.port, read(member));
    const turnedAway = [read(server), {}].map((options) => {
      const socket = connect({ port: running.port, rejectUnauthorized: false, ...options });
      sockets.push(socket);
      socket.on('error', () => undefined).resume();
      return new Promise((resolve) => socket.on('close', resolve));
    });
    await Promise.all(turnedAway);
    while (running.events.filter(({ type }) => type === 'left').length < 2) await pause(1);
    expect(running.events.map(({ type }) => type)).toEqual(['listening', 'joined', 'left', 'left']);
    const why = running.events.flatMap((event) => (event.type === 'left' ? [event.error] : []));
    expect(why.map((error) => (error instanceof Error ? error.message : '')).sort()).toEqual([
      'no TLS handshake: certificate not accepted: DEPTH_ZERO_SELF_SIGNED_CERT',
      'no TLS handshake: certificate not accepted: UNABLE_TO_GET_ISSUER_CERT',
    ]);
  });

  describe('reads its files anew', () => {
    const subjectOf = ({ socket }: TlsClient) => socket.getPeerCertificate().subject.CN;

    function ownCopy(): Pair {
      const own = newFolder();
      const pair = { cert: join(own, 'cert.pem'), key: join(own, 'key.pem') };
      copy(server, pair);
      return pair;
    }

    function copy(from: Pair, to: Pair): void {
      copyFileSync(from.cert, to.cert);
      copyFileSync(from.key, to.key);
    }

    test('when asked to: newcomers get the new certificate, nobody is dropped', async () => {
      const files = ownCopy();
      const reload$ = new Subject<void>();
      const running = await start({ tlsCert: files.cert, tlsKey: files.key, reload$ });
      const alice = await enter(running.port);
      copy(member, files);
      reload$.next();
      expect(await running.event('reloaded')).toEqual({ type: 'reloaded' });
      const bob = await enter(running.port);
      expect([subjectOf(alice), subjectOf(bob)]).toEqual(['localhost', 'member']);
      alice.socket.write('still here');
      await bob.gets('still here');
    });

    test('when they have changed', async () => {
      const files = ownCopy();
      const running = await start({ tlsCert: files.cert, tlsKey: files.key });
      copy(member, files);
      expect(await running.event('reloaded')).toEqual({ type: 'reloaded' });
      expect(subjectOf(await enter(running.port))).toBe('member');
    });

    test('when they had changed before they were first looked at', async () => {
      const files = ownCopy();
      const blocked = Array.from({ length: BLOCKERS }, () =>
        promisify(pbkdf2)('', '', 500_000, 64, 'sha512'),
      );
      const running = await start({ tlsCert: files.cert, tlsKey: files.key });
      copy(member, files);
      await Promise.all(blocked);
      expect(await running.event('reloaded')).toEqual({ type: 'reloaded' });
      expect(subjectOf(await enter(running.port))).toBe('member');
    });

    test('once, where it was asked for, too', async () => {
      const files = ownCopy();
      const reload$ = new Subject<void>();
      const running = await start({ tlsCert: files.cert, tlsKey: files.key, reload$ });
      const noticed = [files.cert, files.key].map(async (file) => {
        await new Promise<void>((resolve) => {
          watchFile(file, { interval: 1000, persistent: false }, function listener() {
            unwatchFile(file, listener);
            resolve();
          });
        });
      });
      copy(member, files);
      reload$.next();
      // What changed before the first look would not be noticed.
      const touch = setInterval(() => {
        for (const file of [files.cert, files.key]) utimesSync(file, new Date(), new Date());
      }, 200);
      await Promise.all(noticed);
      clearInterval(touch);
      await pause(1000);
      reload$.next();
      const reloaded = running.events.filter(({ type }) => type === 'reloaded');
      expect(reloaded).toEqual([{ type: 'reloaded' }, { type: 'reloaded' }]);
    });

    test('and keeps what it had where they cannot be used', async () => {
      const files = ownCopy();
      const reload$ = new Subject<void>();
      const running = await start({ tlsCert: files.cert, tlsKey: files.key, reload$ });
      writeFileSync(files.cert, 'not a certificate');
      reload$.next();
      const { error } = await running.event('reloaded');
      expect(error).toMatchObject({
        name: 'CertificateError',
        message: `the certificate ${files.cert} cannot be used: give one that OpenSSL accepts, in PEM format (no start line)`,
      });
      expect(subjectOf(await enter(running.port))).toBe('localhost');
    });
  });

  describe('from the shell', () => {
    const tls = () => ['--tls-cert', server.cert, '--tls-key', server.key];

    test.each(tools)('talks with %s', async (tool) => {
      const { port } = await startBin(...tls());
      const command = {
        openssl: ['s_client', '-quiet', '-connect', `127.0.0.1:${port}`],
        ncat: ['--ssl', '127.0.0.1', String(port)],
      };
      const alice = await enter(port);
      const program = new Program(tool, command[tool]);
      await program.prints('stdout', /Thank you for connecting/);
      program.process.stdin?.write('bob says: hi\n');
      await alice.gets('bob says: hi\n');
      alice.socket.write('alice says: hello\n');
      await program.prints('stdout', /alice says: hello\n/);
    });

    test('SIGUSR2 reads the certificate anew, or says why not', async () => {
      const own = newFolder();
      const files = { cert: join(own, 'cert.pem'), key: join(own, 'key.pem') };
      copyFileSync(server.cert, files.cert);
      copyFileSync(server.key, files.key);
      const { program, port } = await startBin('-v', '--tls-cert', files.cert, '--tls-key', files.key);
      const alice = await enter(port);
      program.kill('SIGUSR2');
      await program.prints('stdout', /"event":"reloaded","msg":"certificate read anew"/);
      copyFileSync(member.key, files.key);
      program.kill('SIGUSR2');
      await program.prints(
        'stderr',
        /goes on with the certificate it has: the key .* does not belong to the certificate/,
      );
      await program.prints('stdout', /"level":50,.*"event":"reloaded"/);
      alice.socket.write('/who:');
      await alice.gets('1 clients connected.\n');
    });

    test.each([
      ['a part of its greeting', 20],
      ['all of its greeting', undefined],
    ])('a client that is reset after %s frees its place and its descriptor', async (_, length) => {
      const { program, port } = await startBin('-v', '--max-clients', '1', ...tls());
      const open = () => readdirSync(`/proc/${String(program.process.pid)}/fd`).length;
      const before = open();
      const hello = await clientHello();
      for (let round = 0; round < 3; round++) {
        const client = await connected(port);
        client.write(hello.subarray(0, length));
        if (length === undefined) await once(client, 'data');
        while (open() === before) await pause(1);
        client.resetAndDestroy();
        while (open() > before) await pause(1);
      }
      await program.prints('stdout', /"event":"left".*"error":"no TLS handshake: /);
      await enter(port);
      expect(program.stdout).not.toContain('"reason":"full"');
    });

    test('who is stopped for longer than a handshake may take cuts nobody for it', async () => {
      const { program, port } = await startBin('-v', '--tls-handshake', '1s', ...tls());
      const raw = await connected(port);
      const between = new Duplex({
        read: () => undefined,
        write: (bytes: Buffer, _, done) => void raw.write(bytes, done),
      });
      const client = new TlsClient(connect({ socket: between, rejectUnauthorized: false }));
      sockets.push(client.socket);
      raw.once('data', (answer) => {
        program.kill('SIGSTOP');
        raw.on('data', (bytes) => between.push(bytes));
        between.push(answer);
      });
      await once(client.socket, 'secureConnect'); // so what it sent last waits at the server
      await pause(1500);
      program.kill('SIGCONT');
      await client.gets('Thank you for connecting');
      expect(program.stdout).not.toContain('"event":"left"');
    });

    test('SIGUSR2 while what is unsent is sent does not end it', async () => {
      const { program, port } = await startBin('-v', '--max-backlog', '100m', '--max-pause', '0', ...tls());
      const [alice, stalled] = [await enter(port), await enter(port)];
      stalled.socket.pause();
      await new Promise<void>((resolve) => {
        alice.socket.write(Buffer.alloc(20 * 1024 * 1024), () => resolve());
      });
      program.kill('SIGTERM');
      await program.prints('stdout', /"reason":"stopped"/);
      program.kill('SIGUSR2');
      expect(await program.ends()).toMatchObject({ code: 0 });
      expect(program.process.signalCode).toBeNull();
    });

    /** A file with what openssl makes, or two that were joined. */
    function made(content: (file: string) => unknown): string {
      const file = join(newFolder(), 'made.pem');
      content(file);
      return file;
    }

    const authorities = (...pems: string[]): string =>
      made((file) => {
        writeFileSync(file, pems.join(''));
      });
    const whole = () => readFileSync(authority.cert, 'latin1');

    test.each([
      [
        'is not there',
        () => ['--tls-cert', '/nowhere.pem', '--tls-key', server.key],
        /the certificate \/nowhere\.pem cannot be read: .*ENOENT/,
      ],
      [
        'is no certificate',
        () => ['--tls-cert', server.key, '--tls-key', server.key],
        /the certificate .* cannot be used/,
      ],
      ['is no key', () => ['--tls-cert', server.cert, '--tls-key', server.cert], /the key .* cannot be used/],
      [
        'is the key of another',
        () => ['--tls-cert', server.cert, '--tls-key', member.key],
        /the key .* does not belong to the certificate/,
      ],
      ['is a folder', () => [...tls(), '--tls-ca', folder], /the authorities .* cannot be read/],
      [
        'is of a key that is too small',
        () => [
          '--tls-cert',
          made((file) => {
            const rsa = ['req', '-x509', '-newkey', 'rsa:512', '-nodes', '-subj', '/CN=small'];
            execFileSync('openssl', [...rsa, '-keyout', '/dev/null', '-out', file], { stdio: 'ignore' });
          }),
          '--tls-key',
          server.key,
        ],
        /the certificate .* cannot be used: give one that OpenSSL accepts, .* \(.*key too small\)\n$/,
      ],
      [
        'is a key of another kind',
        () => [
          '--tls-cert',
          server.cert,
          '--tls-key',
          made((file) => execFileSync('openssl', ['genrsa', '-out', file, '2048'], { stdio: 'ignore' })),
        ],
        /the key .* does not belong to the certificate .* \(key type mismatch\)\n$/,
      ],
      [
        'has a second authority that is damaged',
        () => [...tls(), '--tls-ca', authorities(whole(), whole().replace('M', '!'))],
        /the authorities .* cannot be used: .* \(bad base64 decode\)\n$/,
      ],
      [
        'has one that begins nowhere',
        () => [...tls(), '--tls-ca', authorities(whole(), whole().replace('BEGIN', 'BEGUN'))],
        /the authorities .* cannot be used: .* \(no start line\)\n$/,
      ],
      [
        'has one that ends nowhere',
        () => [...tls(), '--tls-ca', authorities(whole().replace('END', 'ENDED'), whole())],
        /the authorities .* cannot be used: .* \(bad end line\)\n$/,
      ],
      ['has no authorities', () => [...tls(), '--tls-ca', server.key], /the authorities .* cannot be used/],
    ])('a file that %s is one line, exit 1', async (_, args, message) => {
      const { code, stdout, stderr } = await runBin('-p', '0', ...args());
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^talk-server: [^\n]+\n$/);
      expect(stderr).toMatch(message);
    });

    test('SIGUSR2 without TLS changes nothing, and says so', async () => {
      const { program, port } = await startBin();
      program.kill('SIGUSR2');
      await program.prints('stderr', /SIGUSR2 .* there is none: start with --tls-cert and --tls-key\n/);
      (await TcpClient.join(port)).leave();
    });
  });
});
