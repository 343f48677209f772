import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { parseCommandLine } from '../src/commandLine.ts';
import { BIN, endPrograms, Program, PROJECT } from './support/bin.ts';
import { newFolder, removeFolders } from './support/folders.ts';
import { TcpClient } from './support/tcpClient.ts';
import { toolsHere } from './support/tools.ts';

/** The files that docs/cluster.md gives to operators are what the programs understand. */

const CLUSTER = join(PROJECT, 'docs', 'cluster');
const CONFIG = join(CLUSTER, 'nats.conf');
const LOOK_AGAIN = 20;

afterEach(endPrograms);
afterAll(removeFolders);

const tools = toolsHere('nats-server', 'systemd-analyze');
const withBroker = tools.includes('nats-server') ? describe : describe.skip;
const withAnalyze = tools.includes('systemd-analyze') ? describe : describe.skip;

withBroker('nats.conf', () => {
  interface Broker {
    readonly url: string;
    /** Where it tells what it does. */
    readonly monitor: string;
    readonly program: Program;
  }

  /** So many brokers of one cluster, with the file as it is; their ports alone are others. */
  async function startBrokers(count: number): Promise<readonly Broker[]> {
    const ports = await freePorts(3 * count);
    const places = Array.from({ length: count }, (_, index) => ports.slice(3 * index, 3 * index + 3));
    const routes = places.map(([, , route = 0]) => `nats://routes:hello@127.0.0.1:${route}`);
    const brokers = places.map(([port = 0, monitor = 0, route = 0], index): Broker => {
      const where = ['-a', '127.0.0.1', '-p', `${port}`, '-m', `${monitor}`];
      const args = ['-c', CONFIG, ...where, '--cluster', `nats://127.0.0.1:${route}`];
      const env = {
        ...process.env,
        BROKER_NAME: `nats-${index + 1}`,
        BROKER_STORE: newFolder(),
        BROKER_ROUTES: `[${routes.join(', ')}]`,
        ROUTES_PASSWORD: 'hello',
        TALK_NATS_PASSWORD: 'secret',
      };
      const program = new Program('nats-server', args, { env });
      return { url: `nats://127.0.0.1:${port}`, monitor: `http://127.0.0.1:${monitor}`, program };
    });
    await Promise.all(brokers.map(({ program }) => program.prints('stderr', /Server is ready/)));
    return brokers;
  }

  /** A server with a free port, once it is one of the room. */
  async function startNode(...args: string[]): Promise<{ program: Program; port: number }> {
    const program = new Program(
      process.execPath,
      [BIN, '-v', '-p', '0', '--room', 'lobby', '--nats-user', 'talk', ...args],
      { env: { ...process.env, TALK_NATS_PASSWORD: 'secret' } },
    );
    const [, port] = await program.prints('stderr', /listening on .*:(\d+)\n/);
    await program.prints('stdout', /"link":"up".*"journal":true/);
    return { program, port: Number(port) };
  }

  /** How many batches the journal of the room has at that broker; undefined where it has no copy. */
  async function stored({ monitor }: Broker): Promise<unknown> {
    const text = await (await fetch(`${monitor}/jsz?streams=true`)).text();
    return /"name": "TALK_lobby",[^]*?"messages": (?<batches>\d+)/.exec(text)?.groups?.['batches'];
  }

  test('three brokers make one room, the journal of which is on all of them', async () => {
    const brokers = await startBrokers(3);
    const nodes = await Promise.all(
      brokers.map(({ url }, index) =>
        startNode('--nats', url, '--node', `n${index}`, '--replicas', '3', '--history', '5'),
      ),
    );
    const [alice, bob, carol] = await Promise.all(nodes.map(({ port }) => TcpClient.join(port)));
    if (alice === undefined || bob === undefined || carol === undefined) throw new Error('not all came');
    await Promise.all(nodes.map(({ program }) => program.prints('stdout', /"nodes":3/)));
    alice.say('alice says: hello\n');
    await Promise.all([bob.gets('alice says: hello\n'), carol.gets('alice says: hello\n')]);
    bob.say('/who:');
    await bob.gets('3 clients connected.\n');
    // It is made when the brokers have found each other, which may be later than all this.
    while (!(await Promise.all(brokers.map(stored))).every((batches) => batches === '1')) {
      await setTimeout(LOOK_AGAIN);
    }
    // Whoever comes later reads it: with all that the user may do.
    const late = await startNode('--nats', brokers[0]?.url ?? '', '--node', 'late', '--history', '5');
    expect(await toldTo(late.port)).toMatch(
      /^Thank you for connectingalice says: hello\n4 clients connected\./,
    );
    for (const client of [alice, bob, carol]) client.leave();
    // One that wants more copies than whoever made the journal is told how to have them.
    const small = ['--room', 'small', '--nats', brokers[1]?.url ?? ''];
    await startNode(...small);
    const safer = await startNode(...small, '--replicas', '3');
    await safer.program.prints(
      'stderr',
      /, but the journal has 1 copy, not 3: nats stream edit TALK_small --replicas 3\n/,
    );
    for (const { program } of brokers) expect(program.stderr).not.toMatch(/Violation/);
  });

  test('lets nobody in without the password, and to no other subject', async () => {
    const [broker] = await startBrokers(1);
    const port = Number(broker?.url.split(':').at(-1));
    expect(await answerOf(port, 'CONNECT {"user":"talk","pass":"wrong"}\r\nPING\r\n')).toContain(
      'Authorization Violation',
    );
    const connected = 'CONNECT {"user":"talk","pass":"secret"}\r\n';
    expect(await answerOf(port, `${connected}SUB > 1\r\nPING\r\n`)).toContain('Permissions Violation');
    expect(await answerOf(port, `${connected}PUB talk.v1.lobby 2\r\nhi\r\nPING\r\n`)).toContain(
      'Permissions Violation',
    );
    expect(await answerOf(port, `${connected}SUB talk.v1.lobby.b.* 1\r\nPING\r\n`)).not.toContain('-ERR');
  });
});

test('the commands that are told are what the program takes', () => {
  const page = readFileSync(join(PROJECT, 'docs', 'cluster.md'), 'utf8');
  const [compose = '', unit = ''] = ['compose.yaml', 'talk-server@.service'].map((file) =>
    readFileSync(join(CLUSTER, file), 'utf8'),
  );
  const commands = [
    ...page.matchAll(/^talk-server (?<args>-p [^#;\n]*)/gm),
    ...compose.matchAll(/^ +talk-server (?<args>.*\n.*)$/gm),
    ...unit.matchAll(/^ExecStart=\/usr\/bin\/env talk-server (?<args>.*)$/gm),
  ].map(({ groups }) => (groups?.['args'] ?? '').trim().split(/\s+/));
  expect(commands).toHaveLength(7);
  const values: Readonly<Record<string, string>> = {
    '%i': 'lobby',
    '${TALK_PORT}': '1',
    '${TALK_NATS}': 'nats://a,nats://b',
  };
  const rooms = commands.map(
    (args) =>
      parseCommandLine(
        args.map((arg) => values[arg] ?? arg),
        '',
      ).nats?.room,
  );
  expect(rooms).toEqual(commands.map(() => 'lobby'));
});

withAnalyze('the unit', () => {
  test('is what systemd understands', async () => {
    const unit = join(CLUSTER, 'talk-server@.service');
    const { stderr } = await new Program('systemd-analyze', ['verify', '--man=no', unit]).ends();
    expect(stderr.split('\n').filter((line) => line.includes('talk-server@'))).toEqual([]);
  });

  test('is shut off as the one without others is', () => {
    const limits = (file: string): string[] =>
      readFileSync(join(PROJECT, 'docs', file), 'utf8')
        .split('\n')
        .filter((line) => /^(Private|Protect|Restrict|SystemCall|Capability|NoNew|Lock|Dynamic)/.test(line));
    expect(limits('cluster/talk-server@.service')).toEqual(limits('systemd/talk-server.service'));
  });
});

/** What a newcomer is told, up to the answer to its `/who:`. */
async function toldTo(port: number): Promise<string> {
  return await answerOf(port, '/who:', ' connected.');
}

/** What comes back, up to this end of it, or to the end of all. */
async function answerOf(port: number, text: string, end = 'PONG'): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let said = '';
  socket.setEncoding('latin1').on('data', (more: string) => {
    said += more;
    if (said.includes(end)) socket.destroy();
  });
  socket.write(text);
  await once(socket, 'close');
  return said;
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port); // they listen on TCP
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
