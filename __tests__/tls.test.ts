import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { connect as connectPlain } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Subject } from 'rxjs';
import type { TalkServerOptions } from '../src/options.ts';
import { endPrograms, Program, runBin, startBin } from './support/bin.ts';
import { certificate, type Pair } from './support/certificates.ts';
import { newFolder, removeFolders } from './support/folders.ts';
import { RunningServer } from './support/runningServer.ts';
import { TcpClient } from './support/tcpClient.ts';
import { toolsHere } from './support/tools.ts';

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
    const running = await start({ tlsHandshake: 200 });
    const silent = connectPlain(running.port, '127.0.0.1');
    sockets.push(silent);
    silent.on('error', () => undefined).resume();
    const { error } = await running.event('left');
    expect(String(error)).toMatch(/no TLS handshake: ERR_TLS_HANDSHAKE_TIMEOUT/);
    await once(silent, 'close');
  });

  test('a client that leaves before the handshake is nobody', async () => {
    const running = await start({ tlsHandshake: 200 });
    const early = connectPlain(running.port, '127.0.0.1');
    await once(early, 'connect');
    early.destroy();
    expect(String((await running.event('left')).error)).toMatch(/no TLS handshake/);
    await enter(running.port);
  });

  test('tlsCa lets in those who have a certificate of it alone', async () => {
    const running = await start({ tlsCa: authority.cert });
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

    test('and keeps what it had where they cannot be used', async () => {
      const files = ownCopy();
      const reload$ = new Subject<void>();
      const running = await start({ tlsCert: files.cert, tlsKey: files.key, reload$ });
      writeFileSync(files.cert, 'not a certificate');
      reload$.next();
      const { error } = await running.event('reloaded');
      expect(error).toMatchObject({
        name: 'CertificateError',
        message: `the certificate ${files.cert} cannot be used: give a file in PEM format`,
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
