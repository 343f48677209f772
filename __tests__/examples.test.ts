import { once } from 'node:events';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { transformFileSync } from '@swc/core';
import { endPrograms, PROJECT, Program } from './support/bin.ts';
import { newFolder, removeFolders } from './support/folders.ts';
import { TcpClient } from './support/tcpClient.ts';

afterEach(endPrograms);
afterAll(removeFolders);

function example(name: string, ...ports: string[]): Program {
  return new Program(process.execPath, [`docs/examples/${name}.js`, ...ports]);
}

async function portOf(program: Program, line: RegExp): Promise<number> {
  const [, port] = await program.prints('stdout', line);
  return Number(port);
}

test('bot: answers, counts, and is in the roster', async () => {
  const port = await portOf(example('bot', '0'), /say hello on port (\d+)/);
  const alice = await TcpClient.join(port);
  alice.say('alice says: what time is it?\n');
  expect((await alice.take('clock says: it is 12:34:56\n'.length)).toString()).toMatch(
    /^clock says: it is \d\d:\d\d:\d\d\n$/,
  );
  alice.say('alice says: /count\n');
  await alice.gets('clock says: I have heard 2 messages\n');
  alice.say('/who:\n');
  await alice.gets(
    `2 clients connected.\nclock connected from memory, 0.\nalice connected from ${alice.address}.\n`,
  );
  alice.leave();
});

test('moderation: nothing twice, a word masked, all in order', async () => {
  const port = await portOf(example('moderation', '0'), /mind your manners on port (\d+)/);
  const [alice, bob] = [await TcpClient.join(port), await TcpClient.join(port)];
  alice.say('alice says: hello\nalice says: hello\nalice says: Darn it, darn\nalice says: hello\n');
  await bob.gets('alice says: hello\nalice says: **** it, ****\nalice says: hello\n');
  alice.leave();
  bob.leave();
});

test('bridge: what is said in one room is heard in the other, once', async () => {
  const program = example('bridge', '0', '0');
  const [, first, second] = await program.prints('stdout', /a room on port (\d+)\n.*a room on port (\d+)/s);
  const [alice, bob] = [await TcpClient.join(Number(first)), await TcpClient.join(Number(second))];
  alice.say('alice says: hello up there\n');
  await bob.gets('alice says: hello up there\n');
  bob.say('bob says: hello down there\n');
  await alice.gets('bob says: hello down there\n');
  alice.leave();
  bob.leave();
});

test('embed: tells what happens, and ends in order', async () => {
  const program = example('embed', '0');
  const port = await portOf(program, /the chat is on port (\d+)\n/);
  const alice = await TcpClient.join(port);
  alice.say('alice says: hello\n');
  await program.prints('stdout', /127\.0\.0\.1 came, 1 are here\nalice: hello\n$/);
  program.kill('SIGTERM');
  await alice.ended();
  alice.leave();
  const { code, stdout, stderr } = await program.ends();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/\nalice left: stopped\neverybody has left\n$/);
});

test.each(['bot', 'moderation', 'bridge', 'embed'])('%s: a port that cannot be is one line', async (name) => {
  const { stderr } = await example(name, '99999').ends();
  expect(stderr).toMatch(/^port must be a whole number from 0 to 65535[^\n]*\n$/);
});

/** A port that somebody else has. */
async function takenPort(): Promise<{ port: string; free: () => void }> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  return { port: String(port), free: () => server.close() };
}

/** What is said of a client that has come from this machine. */
function member(name: string, { socket }: TcpClient): object {
  return { name, address: '127.0.0.1', port: socket.localPort };
}

describe('express', () => {
  async function start(): Promise<{ program: Program; web: string; webPort: number; port: number }> {
    const program = example('express', '0', '0');
    const webPort = await portOf(program, /HTTP is on port (\d+)\n/);
    const port = await portOf(program, /the chat is on port (\d+)\n/);
    return { program, web: `http://127.0.0.1:${webPort}`, webPort, port };
  }

  test('tells of the room, and says what it is given', async () => {
    const { web, port } = await start();
    const [alice, bob] = [await TcpClient.join(port), await TcpClient.join(port)];
    alice.say('alice says: hello\n');
    await bob.gets('alice says: hello\n');
    const answer = await fetch(`${web}/announce`, { method: 'POST', body: 'The room closes.' });
    expect(answer.status).toBe(202);
    await alice.gets('The room closes.\n');
    bob.socket.end();
    await bob.ended();
    expect(await (await fetch(`${web}/room`)).json()).toEqual({
      clients: [member('alice', alice)],
      counters: { joined: 2, left: 1, messages: 2, bytes: 35 },
    });
    expect(await (await fetch(`${web}/messages`)).json()).toEqual([
      { name: 'alice', text: 'hello' },
      { name: null, text: 'The room closes.' },
    ]);
    const nothing = await fetch(`${web}/announce`, { method: 'POST', body: ' ' });
    expect(nothing.status).toBe(400);
    expect(await nothing.json()).toEqual({ error: 'nothing to say: send the text as the body' });
    alice.leave();
  });

  test('answers what it was asked before SIGTERM, passes it on, and ends', async () => {
    const { program, webPort, port } = await start();
    const alice = await TcpClient.join(port);
    const [idle, asking] = [await TcpClient.connect(webPort), await TcpClient.connect(webPort)];
    idle.say('GET /messages HTTP/1.1\r\nHost: x\r\n\r\n');
    await idle.takeWhen((text) => text.endsWith('[]'));
    const head = 'POST /announce HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n';
    asking.say(head);
    await asking.gets('HTTP/1.1 100 Continue\r\n\r\n');
    program.kill('SIGTERM');
    await idle.ended(); // it closes
    asking.say('bye!');
    await alice.gets('bye!\n');
    expect((await alice.ended()).toString()).toBe('');
    expect((await asking.ended()).toString('latin1')).toMatch(/^HTTP\/1\.1 202 Accepted\r\n/);
    for (const client of [alice, idle, asking]) client.leave();
    expect(await program.ends()).toMatchObject({ code: 0, stderr: '' });
  });

  test('a port that somebody has, either of them, is one line', async () => {
    const { port, free } = await takenPort();
    expect(await example('express', port, '0').ends()).toMatchObject({
      code: 1,
      stderr: `listen EADDRINUSE: address already in use :::${port}\n`,
    });
    expect(await example('express', '0', port).ends()).toMatchObject({
      code: 1,
      stderr: `port ${port} is in use on all addresses: end the program that has it, or choose another port\n`,
    });
    free();
  });
});

describe('nestjs', () => {
  const folder = newFolder();

  /** Compiled as its tsconfig.json says, beside what is to be installed. */
  beforeAll(() => {
    const source = join(PROJECT, 'docs/examples/nestjs');
    for (const file of readdirSync(source).filter((name) => name.endsWith('.ts'))) {
      const { code } = transformFileSync(join(source, file), {
        swcrc: false,
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
      });
      writeFileSync(join(folder, file.replace(/\.ts$/, '.js')), code);
    }
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    mkdirSync(join(folder, 'node_modules'));
    for (const name of ['@nestjs', 'reflect-metadata', 'rxjs']) {
      symlinkSync(join(PROJECT, 'node_modules', name), join(folder, 'node_modules', name));
    }
    symlinkSync(PROJECT, join(folder, 'node_modules/talk-server'));
  });

  function nest(...ports: string[]): Program {
    const env = { ...process.env, NO_COLOR: '1' };
    return new Program(process.execPath, [join(folder, 'main.js'), ...ports], { env });
  }

  test('serves the room, its events and announcements, and ends in order', async () => {
    const program = nest('0', '0');
    const port = await portOf(program, /the chat is on port (\d+)\n/);
    const web = `http://127.0.0.1:${await portOf(program, /listening at http:.*:(\d+)\n/)}/talk`;
    const events = await fetch(`${web}/events`);
    const alice = await TcpClient.join(port);
    alice.say('alice says: hello\n');
    const post = (body: object): RequestInit => ({
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect((await fetch(`${web}/announce`, post({ text: 'The room closes.' }))).status).toBe(202);
    await alice.gets('The room closes.\n');
    const known = member('alice', alice);
    expect(await (await fetch(`${web}/clients`)).json()).toEqual([known]);
    expect((await fetch(`${web}/announce`, post({ text: 1 }))).status).toBe(400);
    program.kill('SIGTERM');
    await alice.ended();
    alice.leave();
    const told = [...(await events.text()).matchAll(/event: (\w+)\nid: \d+\ndata: (.*)\n/g)];
    expect(told.map(([, type]) => type)).toEqual(['joined', 'named', 'said', 'announced', 'left']);
    const [, , said, , left] = told.map(([, , data = '']): unknown => JSON.parse(data));
    expect(said).toEqual({
      ...{ type: 'said', id: 1, ...known },
      ...{ text: 'hello', receivers: 0, clients: 1 },
    });
    expect(left).toMatchObject({ type: 'left', name: 'alice', reason: 'stopped' });
    expect(await program.ends()).toMatchObject({ code: 0, stderr: '' });
  });

  test('a port that somebody has is one line', async () => {
    const { port, free } = await takenPort();
    expect(await nest('0', port).ends()).toMatchObject({
      code: 1,
      stderr: `port ${port} is in use on all addresses: end the program that has it, or choose another port\n`,
    });
    free();
  });
});
