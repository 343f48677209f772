import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import { lastValueFrom, Subject } from 'rxjs';
import { endChildren } from '../../bench/battery/children.ts';
import { Broker } from '../../bench/battery/cluster/broker.ts';
import type { EventOf, LinkEvent } from '../../src/events.ts';
import { natsBackplane, type NatsOptions } from '../../src/nats/index.ts';
import type { TalkServerOptions } from '../../src/options.ts';
import { newFolder, removeFolders } from '../support/folders.ts';
import { NatsAccount } from '../support/natsAccount.ts';
import { endPrograms, startBin } from '../support/bin.ts';
import { RunningServer } from '../support/runningServer.ts';
import { TcpClient } from '../support/tcpClient.ts';
import { toolsHere } from '../support/tools.ts';

/** Servers of this process that are one room by a real broker. */

const withBroker = toolsHere('nats-server').length > 0 ? describe : describe.skip;

const running: RunningServer[] = [];
const connections: NatsConnection[] = [];
let broker: Broker;

beforeEach(() => {
  broker = new Broker({ folder: newFolder() });
});

afterEach(async () => {
  for (const server of running.splice(0)) server.close();
  for (const connection of connections.splice(0)) await connection.close();
  await broker.kill();
});
afterAll(() => {
  endPrograms();
  endChildren();
  removeFolders();
});

/** What a server is told of the broker beside its address. */
type Told = Partial<NatsOptions> &
  Pick<TalkServerOptions, 'history' | 'whoLines' | 'said$' | 'stop$' | 'drainTimeout' | 'events'>;

async function start({
  history,
  whoLines,
  said$,
  stop$,
  drainTimeout,
  events,
  ...nats
}: Told = {}): Promise<RunningServer> {
  const backplane = natsBackplane({ servers: [broker.url], ...nats });
  const server = await RunningServer.start({
    ...{ backplane, history, whoLines, said$, stop$, drainTimeout, events },
  });
  running.push(server);
  return server;
}

/** The first such event of the link, past or to come. */
async function link<Link extends LinkEvent['link']>(
  server: RunningServer,
  what: Link,
): Promise<Extract<LinkEvent, { readonly link: Link }>> {
  const event: EventOf<'link'> = await server.event('link', (each) => each.link === what);
  return event as Extract<LinkEvent, { readonly link: Link }>; // it was looked for
}

/** What is wrong with the journal, told with the link, or later where it takes its time to answer. */
async function lack(server: RunningServer): Promise<LinkEvent> {
  return await server.event('link', (each) => each.link === 'up' && each.error !== undefined);
}

/** Waits until a newcomer is told this: the link may be up before the past was read. */
async function newcomerIsTold(server: RunningServer, past: string): Promise<void> {
  const answer = /\d+ clients connected\.\n[^]*$/;
  let told: string;
  do {
    const newcomer = await server.join();
    newcomer.say('/who:');
    told = await newcomer.takeWhen((text) => answer.test(text));
    newcomer.leave();
  } while (answer.exec(told)?.index === 0);
  expect(told.replace(answer, '')).toBe(Buffer.from(past).toString('latin1'));
}

/** Waits until the journal is there, so that it has whatever is said from now on. */
async function hasJournal(room = 'lobby'): Promise<void> {
  const { streams } = await jetstreamManager(await asNode());
  for (;;) {
    const names = await streams.names().next();
    if (names.includes(`TALK_${room}`)) return;
  }
}

/** Two servers that know of each other. */
async function two(told: Told = {}): Promise<[RunningServer, RunningServer]> {
  const here = await start({ node: 'here', ...told });
  const there = await start({ node: 'there', ...told });
  await Promise.all([
    link(here, 'nodeJoined'),
    link(there, 'nodeJoined'),
    link(here, 'up'),
    link(there, 'up'),
  ]);
  return [here, there];
}

/** Asks who is there until all servers have answered: one that is held up for long may not at first. */
async function isTold(client: TcpClient, everybody: string): Promise<void> {
  const isPart = (answer: string): boolean => answer.endsWith(' servers answered.\n');
  let answer: string;
  do {
    client.say('/who:');
    answer = await client.takeWhen((text) => isPart(text) || text.length >= everybody.length);
  } while (isPart(answer));
  expect(answer).toBe(everybody);
}

/** Milliseconds that an answer may take, however slow the machine is. */
const PATIENCE = 60_000;
/** Milliseconds, for longer than answers are waited for. */
const HELD_UP = 900;
const MANY = 9;
/** So many that the description of them all is more than JetStream takes in the headers of one message. */
const MANY_NAMES = 400;
const PRESENCE = 'talk.v1.lobby.presence';
/** What a node tells of itself. */
const BEAT = { node: 'node', started: 1, age: 1, said: 0, floor: 1, clients: 1, every: 2000, kind: 'here' };

async function asNode(): Promise<NatsConnection> {
  const connection = await connect({ servers: broker.url });
  connections.push(connection);
  return connection;
}

withBroker('what is said on one server', () => {
  test('reaches the clients of the other, byte for byte, and nobody twice', async () => {
    await broker.start();
    const [here, there] = await two();
    const [alice, bob] = await here.joinMany(2);
    const carol = await there.join();
    const bytes = Buffer.concat([Buffer.from('alice says: '), Buffer.from([0, 255, 13, 10])]);
    alice?.say(bytes);
    await bob?.gets(bytes);
    await carol.gets(bytes);
    carol.say('carol says: hello\n');
    await alice?.gets('carol says: hello\n');
    await bob?.gets('carol says: hello\n');
    expect(carol.received).toHaveLength(0);
  });

  test('is told there with who said it, and where', async () => {
    await broker.start();
    const said$ = new Subject<string>();
    const [here, there] = await two();
    const program = await start({ node: 'program', said$ });
    await Promise.all([link(program, 'up'), link(program, 'nodeJoined')]);
    const { node } = await link(here, 'up');
    const alice = await here.join();
    const bob = await there.join();
    alice.say('alice says: one\nalice says: two\n');
    await bob.gets('alice says: one\nalice says: two\n');
    const { name, address, port, text, origin, receivers } = await there.event('said');
    expect([name, `${address}, ${port}`, text, origin, receivers]).toEqual([
      'alice',
      alice.address,
      'one',
      node,
      1,
    ]);
    expect(await here.event('said')).toMatchObject({ origin: node, receivers: 0 });
    said$.next('to all');
    await bob.gets('to all');
    const { node: origin2 } = await link(program, 'up');
    expect(await there.event('announced')).toMatchObject({ text: 'to all', origin: origin2, receivers: 1 });
  });

  test('stays in its room', async () => {
    await broker.start();
    const [here] = await two();
    const elsewhere = await start({ room: 'elsewhere' });
    await link(elsewhere, 'up');
    const outsider = await elsewhere.join();
    const alice = await here.join();
    alice.say('alice says: hello\n');
    await here.event('said');
    outsider.say('/who:');
    await outsider.gets(`1 clients connected.\n<unknown> connected from ${outsider.address}.\n`);
  });

  test('last, before it stops, reaches the others', async () => {
    await broker.start();
    const stop$ = new Subject<void>();
    const [, there] = await two();
    const last = await start({ node: 'last', stop$ });
    await Promise.all([link(last, 'up'), link(last, 'nodeJoined')]);
    const bob = await there.join();
    const alice = await last.join();
    const { node } = await link(last, 'up');
    alice.say('alice says: the last words\n');
    await last.event('said');
    stop$.next();
    await bob.gets('alice says: the last words\n');
    await there.event('link', (event) => event.link === 'nodeLeft' && event.node === node);
  });
});

withBroker('/who:', () => {
  test('lists all clients of all servers, by the start of those, then by connection', async () => {
    await broker.start();
    const [here, there] = await two();
    const [bob, carol] = await there.joinMany(2);
    const alice = await here.join();
    alice.say('alice says: hello\n');
    const everybody =
      '3 clients connected.\n' +
      `alice connected from ${alice.address}.\n` +
      `<unknown> connected from ${String(bob?.address)}.\n` +
      `<unknown> connected from ${String(carol?.address)}.\n`;
    await isTold(alice, everybody);
    await carol?.gets('alice says: hello\n');
    if (carol !== undefined) await isTold(carol, everybody);
  });

  test('lists those alone whom it lists, and counts all', async () => {
    await broker.start();
    const here = await start({ node: 'here', whoLines: 2 });
    const there = await start({ node: 'there', whoLines: 2 });
    await Promise.all([link(here, 'nodeJoined'), link(there, 'nodeJoined')]);
    const [alice, bob] = await here.joinMany(2);
    const carol = await there.join();
    await isTold(
      carol,
      `3 clients connected.\n<unknown> connected from ${String(alice?.address)}.\n` +
        `<unknown> connected from ${String(bob?.address)}.\nAnd 1 more.\n`,
    );
  });

  test('has all answers that came while this server was held up', async () => {
    await broker.start();
    const here = await start({ node: 'here' });
    const { port, program } = await startBin('-v', '--nats', broker.url, '--node', 'there');
    await Promise.all([link(here, 'up'), link(here, 'nodeJoined')]);
    const bob = await TcpClient.join(port);
    const alice = await here.join();
    const listener = await asNode();
    listener.subscribe('talk.v1.lobby.who', {
      callback: () => {
        program.kill('SIGCONT');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, HELD_UP);
      },
    });
    await listener.flush();
    program.kill('SIGSTOP');
    alice.say('/who:');
    await alice.gets(
      `2 clients connected.\n<unknown> connected from ${alice.address}.\n<unknown> connected from ${bob.address}.\n`,
    );
    bob.leave();
  });

  test('is answered to whoever hangs up', async () => {
    await broker.start();
    const [here, there] = await two();
    const bob = await there.join();
    let answer: string;
    let expected: string;
    do {
      const alice = await here.join();
      expected = `2 clients connected.\n<unknown> connected from ${alice.address}.\n<unknown> connected from ${bob.address}.\n`;
      alice.socket.end('/who:');
      answer = String(await alice.ended());
    } while (answer.endsWith(' servers answered.\n'));
    expect(answer).toBe(expected);
  });

  test('says that the link is down, or who did not answer', async () => {
    const here = await start();
    await link(here, 'down');
    const alice = await here.join();
    const me = `1 clients connected.\n<unknown> connected from ${alice.address}.\n`;
    alice.say('/who:');
    await alice.gets(`${me}This server is not connected to the others.\n`);
    await broker.start();
    await link(here, 'up');
    alice.say('/who:');
    await alice.gets(me);
    const silent = await asNode();
    silent.publish(PRESENCE, JSON.stringify({ ...BEAT, node: 'silent-0123456789ab' }));
    await link(here, 'nodeJoined');
    alice.say('/who:');
    await alice.gets(`${me}1 of 2 servers answered.\n`);
  });
});

withBroker('the link', () => {
  test('is told of: where it is joined, and who else is there', async () => {
    await broker.start();
    const [here, there] = await two();
    const { node } = await link(there, 'up');
    expect(await link(here, 'up')).toMatchObject({
      node: expect.stringMatching(/^here-[0-9a-f]{12}$/) as unknown,
      broker: broker.url.replace('nats://', ''),
      journal: true,
    });
    expect(await link(here, 'nodeJoined')).toEqual({ type: 'link', link: 'nodeJoined', node, nodes: 2 });
    there.close();
    expect(await link(here, 'nodeLeft')).toEqual({ type: 'link', link: 'nodeLeft', node, nodes: 1 });
  });

  test(
    'tells each who comes at once who is there, however many come',
    async () => {
      await broker.start();
      const here = await start({ node: 'here' });
      const { node } = await link(here, 'up');
      const others = await asNode();
      for (let come = 0; come < MANY; come++) {
        const hello = JSON.stringify({ ...BEAT, node: `come${come}-0123456789ab`, kind: 'hello' });
        const answer = await others.request(PRESENCE, hello, { timeout: PATIENCE });
        expect(JSON.parse(answer.string())).toMatchObject({ node, kind: 'here' });
      }
      expect(
        here.events.filter((event) => event.type === 'link' && event.link === 'nodeJoined'),
      ).toHaveLength(MANY);
    },
    PATIENCE,
  );

  test('tells what a node that goes has said and nobody heard', async () => {
    await broker.start();
    const here = await start({ node: 'here' });
    await link(here, 'up');
    const short = { ...BEAT, node: 'short-0123456789ab' };
    const node = await asNode();
    node.publish(PRESENCE, JSON.stringify(short));
    await link(here, 'nodeJoined');
    node.publish(PRESENCE, JSON.stringify({ ...short, said: 5, floor: 6, kind: 'bye' }));
    const { node: id } = await link(here, 'nodeLeft');
    expect(await link(here, 'gap')).toEqual({ type: 'link', link: 'gap', node: id, messages: 5 });
  });

  test('may be down at first: clients hear each other, and the others what was said as soon as it is up', async () => {
    const here = await start({ node: 'here' });
    const there = await start({ node: 'there' });
    const { error } = await link(here, 'down');
    expect(error.message).toBe(`${broker.url}: connection refused`);
    const [alice, bob] = await here.joinMany(2);
    const carol = await there.join();
    alice?.say('alice says: is anybody there?\n');
    await bob?.gets('alice says: is anybody there?\n');
    await broker.start();
    await carol.gets('alice says: is anybody there?\n');
    expect(here.events.filter((event) => event.type === 'link' && event.link === 'down')).toHaveLength(1);
  });

  test('goes to the next broker where the first does not answer', async () => {
    await broker.start();
    const here = await start({ servers: ['nats://127.0.0.1:1', broker.url] });
    await link(here, 'up');
    expect(here.events.some((event) => event.type === 'link' && event.link === 'down')).toBe(false);
  });

  test('is refused for good where the credentials are wrong', async () => {
    broker = new Broker({ folder: newFolder(), args: ['--user', 'talk', '--pass', 'secret'] });
    await broker.start();
    const right = await start({ user: 'talk', password: 'secret' });
    await link(right, 'up');
    await expect(start({ user: 'talk', password: 'guess' })).resolves.toBeInstanceOf(RunningServer);
    const [, wrong] = running;
    await expect(wrong?.event('joined')).rejects.toMatchObject({
      name: 'BackplaneError',
      message:
        `the broker ${broker.url} does not let this node in (Authorization Violation): ` +
        'give it a user and a password, or credentials, that may do what a node does',
    });
  });

  test('is as whoever has the credentials of an account; those of another one are refused for good', async () => {
    const folder = newFolder();
    const account = new NatsAccount(folder);
    broker = new Broker({ folder, args: ['-c', account.config] });
    await broker.start();
    const here = await start({ node: 'here', creds: account.user('here') });
    const there = await start({ node: 'there', creds: account.user('there') });
    expect(await link(here, 'up')).toMatchObject({ journal: true });
    await Promise.all([link(here, 'nodeJoined'), link(there, 'nodeJoined')]);
    const alice = await here.join();
    const bob = await there.join();
    alice.say('alice says: hello\n');
    await bob.gets('alice says: hello\n');
    const stranger = await start({ creds: new NatsAccount(newFolder()).user('stranger') });
    await expect(stranger.event('joined')).rejects.toMatchObject({
      name: 'BackplaneError',
      message: expect.stringContaining('does not let this node in (Authorization Violation)') as unknown,
    });
  });

  test('is refused for good where this node may not say anything', async () => {
    const folder = newFolder();
    const user = '{ user: mute, password: x, permissions: { publish: { deny: "talk.v1.lobby.b.>" } } }';
    writeFileSync(join(folder, 'nats.conf'), `authorization { users: [ ${user} ] }`);
    broker = new Broker({ folder, args: ['-c', join(folder, 'nats.conf')] });
    await broker.start();
    const mute = await start({ user: 'mute', password: 'x' });
    const alice = await mute.join();
    alice.say('hello');
    await expect(mute.event('left')).rejects.toThrow(
      /does not let this node in .*Publish.*talk\.v1\.lobby\.b\./,
    );
  });

  test('may come back while it stops: what was said until then is handed on', async () => {
    await broker.start();
    const stop$ = new Subject<void>();
    const [, there] = await two();
    const last = await start({ node: 'last', stop$, drainTimeout: PATIENCE });
    await Promise.all([link(last, 'up'), link(last, 'nodeJoined')]);
    const [alice, bob] = [await last.join(), await there.join()];
    await broker.kill();
    await link(last, 'down');
    alice.say('alice says: the last words\n');
    await last.event('said');
    stop$.next();
    await broker.start();
    await bob.gets('alice says: the last words\n');
  });

  test('ignores what no node sends, and tells of it', async () => {
    await broker.start();
    const [here, there] = await two();
    const stranger = await asNode();
    const alice = await here.join();
    const bob = await there.join();
    const { node } = await link(there, 'up');
    const lies = headers();
    lies.set('Talk-Batch', '{"first":1e300,"floor":1,"clients":[],"parts":[]}');
    stranger.publish('talk.v1.lobby.b.stranger', 'hello');
    stranger.publish(`talk.v1.lobby.b.${node}`, Buffer.alloc(100_000));
    stranger.publish(`talk.v1.lobby.b.${node}`, '', { headers: lies });
    stranger.publish('talk.v1.lobby.presence', 'I am here');
    stranger.publish('talk.v1.lobby.who', 'who?', { reply: 'nowhere' });
    await stranger.flush();
    bob.say('bob says: hello\n');
    await alice.gets('bob says: hello\n');
    const ignored = here.events.filter((event) => event.type === 'link' && event.link === 'ignored');
    expect(ignored.map((event) => 'subject' in event && event.subject)).toEqual([
      'talk.v1.lobby.b.stranger',
      `talk.v1.lobby.b.${node}`,
      `talk.v1.lobby.b.${node}`,
      'talk.v1.lobby.presence',
      'talk.v1.lobby.who',
    ]);
  });
});

withBroker('a broker that takes little at once', () => {
  test('is sent little at once', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'nats.conf'), 'max_payload: 4096');
    broker = new Broker({ folder, args: ['-c', join(folder, 'nats.conf')] });
    await broker.start();
    const [here, there] = await two();
    const alice = await here.join();
    const bob = await there.join();
    const words = `alice says: ${'x'.repeat(100_000)}\n`;
    alice.say(words);
    await bob.gets(words);
    const crowd = await there.joinMany(100);
    const all = [bob, ...crowd].map(({ address }) => `<unknown> connected from ${address}.\n`);
    await isTold(alice, `102 clients connected.\nalice connected from ${alice.address}.\n${all.join('')}`);
    expect(here.events.some((event) => event.type === 'link' && event.link === 'dropped')).toBe(false);
  });
});

withBroker('the journal', () => {
  test('is made as it was asked for, and taken as it is', async () => {
    await broker.start();
    const here = await start({ room: 'small', journalAge: 60_000, journalSize: 2 ** 20 });
    await link(here, 'up');
    await hasJournal('small');
    const there = await start({ room: 'small' });
    await link(there, 'up');
    const alice = await here.join();
    const bob = await there.join();
    alice.say('alice says: hello\n');
    await bob.gets('alice says: hello\n');
    const { config } = await (await jetstreamManager(await asNode())).streams.info('TALK_small');
    expect(config).toMatchObject({
      subjects: ['talk.v1.small.b.*'],
      storage: 'file',
      discard: 'old',
      max_age: 60e9,
      max_bytes: 2 ** 20,
      num_replicas: 1,
    });
  });

  test('may have fewer copies than were asked for, as somebody else made it: that is told', async () => {
    await broker.start();
    const here = await start();
    await link(here, 'up');
    await hasJournal();
    const there = await start({ replicas: 3 });
    expect(await lack(there)).toMatchObject({
      journal: true,
      error: expect.objectContaining({
        message: 'the journal has 1 copy, not 3: nats stream edit TALK_lobby --replicas 3',
      }) as unknown,
    });
  });

  test('may be none that the broker could keep: that is told, and why', async () => {
    await broker.start();
    const many = await start({ replicas: 3 });
    expect(await lack(many)).toMatchObject({
      journal: false,
      error: expect.objectContaining({
        message: 'replicas > 1 not supported in non-clustered mode',
      }) as unknown,
    });
    const { streams } = await jetstreamManager(await asNode());
    await streams.add({ name: 'TALK_taken', subjects: ['something.else'] });
    const taken = await start({ room: 'taken' });
    const other = await start({ room: 'taken' });
    expect(await lack(taken)).toMatchObject({
      journal: false,
      error: expect.objectContaining({
        message: 'the stream TALK_taken is not for talk.v1.taken.b.*: delete it',
      }) as unknown,
    });
    await link(other, 'up');
    const [alice, bob] = [await taken.join(), await other.join()];
    alice.say('alice says: hello\n');
    await bob.gets('alice says: hello\n');
  });

  test('has what was said for newcomers, even if all servers and the broker were away', async () => {
    await broker.start();
    const stop$ = new Subject<void>();
    const [here, there] = await two({ history: 3, stop$, drainTimeout: PATIENCE });
    await hasJournal();
    const alice = await here.join();
    const bob = await there.join();
    alice.say('alice says: one\nalice says: two\n');
    await bob.gets('alice says: one\nalice says: two\n');
    bob.say('bob says: three\nbob says: four\n');
    await alice.gets('bob says: three\nbob says: four\n');
    const newcomer = await here.join();
    await newcomer.gets('alice says: two\nbob says: three\nbob says: four\n');
    stop$.next(); // they end when the journal has all of it
    for (const client of [alice, bob, newcomer]) client.leave();
    await Promise.all([here, there].map(({ event$ }) => lastValueFrom(event$)));
    await broker.kill();
    await broker.start();
    const again = await start({ history: 3 });
    await newcomerIsTold(again, 'alice says: two\nbob says: three\nbob says: four\n');
  });

  test('has what many say at once', async () => {
    await broker.start();
    const stop$ = new Subject<void>();
    const [here, there] = await two({ stop$, drainTimeout: PATIENCE });
    await hasJournal();
    const alice = await here.join();
    const bob = await there.join();
    const names = Array.from({ length: MANY_NAMES }, (_, number) => String(number).padStart(64, '\u{1f642}'));
    const lines = names.map((name) => `${name} says: hi\n`).join('');
    alice.say(lines);
    await bob.gets(lines);
    stop$.next(); // they end when the journal has all of it
    for (const client of [alice, bob]) client.leave();
    await Promise.all([here, there].map(({ event$ }) => lastValueFrom(event$)));
    const late = await start({ history: MANY_NAMES });
    await newcomerIsTold(late, lines);
  });

  test('that is another one is told of, and what is said later is heard', async () => {
    await broker.start();
    const [here, there] = await two();
    await hasJournal();
    const alice = await here.join();
    const bob = await there.join();
    alice.say('alice says: one\n');
    await bob.gets('alice says: one\n');
    await broker.kill();
    const { url, address } = broker;
    broker = new Broker({ folder: join(newFolder()), address });
    expect(broker.url).toBe(url);
    alice.say('alice says: two\n');
    await here.event('said', ({ text }) => text === 'two');
    await broker.start();
    await bob.gets('alice says: two\n');
    await Promise.all([link(here, 'epoch'), link(there, 'epoch')]);
  });

  test('may be none: what is said is heard by those who are linked, and that is told', async () => {
    broker = new Broker({ folder: newFolder(), keepsJournal: false });
    await broker.start();
    const [here, there] = await two({ history: 2 });
    expect(await link(here, 'up')).toMatchObject({ journal: false });
    const alice = await here.join();
    const bob = await there.join();
    alice.say('alice says: one\n');
    await bob.gets('alice says: one\n');
    const carol = await there.join();
    await carol.gets('alice says: one\n');
  });
});

describe('an option of the backplane', () => {
  const servers = ['nats://localhost'];

  test.each<[NatsOptions, string]>([
    [{ servers: [] }, 'servers must not be empty: give nats://host:4222'],
    [{} as NatsOptions, 'servers must be an array of addresses such as nats://host:4222: give at least one'],
    [
      { servers, creds: '/dev/null' },
      'the credentials /dev/null cannot be used: give a file as nsc makes it',
    ],
    [{ servers, room: 'a.b' }, 'room must be 1 to 64 letters, digits, - and _, not "a.b"'],
    [{ servers, password: 'x' }, 'a password is nothing without its user: give both'],
    [{ servers, user: 'x', creds: 'y' }, 'creds stand for user and password: give one or the other'],
    [
      { servers, tlsCa: '/nowhere/ca.pem' },
      "the authorities /nowhere/ca.pem cannot be read (ENOENT: no such file or directory, open '/nowhere/ca.pem'): name a file that can be",
    ],
    [
      { servers, creds: '/nowhere/me.creds' },
      "the credentials /nowhere/me.creds cannot be read (ENOENT: no such file or directory, open '/nowhere/me.creds'): name a file that can be",
    ],
    [
      { servers, tlsCa: '/dev/null' },
      'the authorities /dev/null cannot be used: give certificates in PEM format',
    ],
  ])('%j is wrong', (options, message) => {
    expect(() => natsBackplane(options)).toThrow(message);
  });
});
