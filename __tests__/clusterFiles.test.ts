import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, type TcpSocketConnectOpts } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { ownAddress } from '../bench/battery/cluster/address.ts';
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
    readonly address: string;
    readonly url: string;
    readonly program: Program;
  }

  /** So many brokers of one cluster, with the file as it is; their addresses alone are others. */
  async function startBrokers(count: number): Promise<readonly Broker[]> {
    const addresses = Array.from({ length: count }, ownAddress);
    const routes = addresses.map((address) => `nats://routes:hello@${address}:6222`);
    const brokers = addresses.map((address, index): Broker => {
      const config = join(newFolder(), 'nats.conf');
      writeFileSync(config, readFileSync(CONFIG, 'utf8').replace('127.0.0.1:8222', `${address}:8222`));
      const args = ['-c', config, '-a', address, '--cluster', `nats://${address}:6222`];
      const env = {
        ...process.env,
        BROKER_NAME: `nats-${index + 1}`,
        BROKER_STORE: newFolder(),
        BROKER_ROUTES: `[${routes.join(', ')}]`,
        ROUTES_PASSWORD: 'hello',
        TALK_NATS_PASSWORD: 'secret',
      };
      const program = new Program('nats-server', args, { env });
      return { address, url: `nats://${address}:4222`, program };
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

  /** How many batches the journal of that room has at each of the brokers; undefined where it has no copy. */
  async function stored(room: string, brokers: readonly Broker[]): Promise<readonly (string | undefined)[]> {
    return await Promise.all(
      brokers.map(async ({ address }) => {
        const told = await (await fetch(`http://${address}:8222/jsz?streams=true`)).text();
        const journal = new RegExp(`"name": "TALK_${room}",[^]*?"messages": (\\d+)`).exec(told);
        return journal?.[1];
      }),
    );
  }

  /** Waits until a newcomer is told this. A server that is held up for long may not answer at first. */
  async function tells({ port }: { readonly port: number }, wanted: RegExp): Promise<void> {
    while (!wanted.test(await toldTo(port))) await setTimeout(LOOK_AGAIN);
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
    // It is made when the brokers have found each other, which may be later than all this.
    while (!(await stored('lobby', brokers)).every((batches) => batches === '1')) {
      await setTimeout(LOOK_AGAIN);
    }
    // Whoever comes later reads it: with all that the user may do.
    const late = await startNode('--nats', brokers[0]?.url ?? '', '--node', 'late', '--history', '5');
    await tells(late, /^Thank you for connectingalice says: hello\n4 clients connected\./);
    for (const client of [alice, bob, carol]) client.leave();
    // One that wants more copies than whoever made the journal is told how to have them.
    const small = ['--room', 'small', '--nats', brokers[1]?.url ?? ''];
    await startNode(...small);
    while ((await stored('small', brokers)).every((batches) => batches === undefined)) {
      await setTimeout(LOOK_AGAIN);
    }
    const safer = await startNode(...small, '--replicas', '3');
    await safer.program.prints(
      'stderr',
      /, but the journal has 1 copy, not 3: nats stream edit TALK_small --replicas 3\n/,
    );
    for (const { program } of brokers) expect(program.stderr).not.toMatch(/Violation/);
  });

  test('lets nobody in without the password, and to no other subject', async () => {
    const [broker] = await startBrokers(1);
    const answerTo = async (commands: string): Promise<string> =>
      await answerOf({ host: broker?.address ?? '', port: 4222 }, commands, 'PONG');
    expect(await answerTo('CONNECT {"user":"talk","pass":"wrong"}\r\nPING\r\n')).toContain(
      'Authorization Violation',
    );
    const connected = 'CONNECT {"user":"talk","pass":"secret"}\r\n';
    expect(await answerTo(`${connected}SUB > 1\r\nPING\r\n`)).toContain('Permissions Violation');
    expect(await answerTo(`${connected}PUB talk.v1.lobby 2\r\nhi\r\nPING\r\n`)).toContain(
      'Permissions Violation',
    );
    expect(await answerTo(`${connected}SUB talk.v1.lobby.b.* 1\r\nPING\r\n`)).not.toContain('-ERR');
  });
});

test('the commands that are told are what the program takes', async () => {
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
  const lines = commands.map((args) =>
    parseCommandLine(
      args.map((arg) => values[arg] ?? arg),
      '',
    ),
  );
  const rooms = (await Promise.all(lines)).map(({ nats }) => nats?.room);
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
  return await answerOf({ host: '127.0.0.1', port }, '/who:', ' connected.');
}

/** What comes back, up to this end of it, or to the end of all. */
async function answerOf(place: TcpSocketConnectOpts, text: string, end: string): Promise<string> {
  const socket = connect(place);
  let said = '';
  socket.setEncoding('latin1').on('data', (more: string) => {
    said += more;
    if (said.includes(end)) socket.destroy();
  });
  socket.write(text);
  await once(socket, 'close');
  return said;
}
