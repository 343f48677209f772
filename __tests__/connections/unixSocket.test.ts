import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { firstValueFrom, lastValueFrom, ReplaySubject } from 'rxjs';
import { BIN, endPrograms, Program } from '../support/bin.ts';
import { newFolder, removeFolders } from '../support/folders.ts';
import { TcpClient } from '../support/tcpClient.ts';
import { ListenError } from '../../src/errors.ts';
import { talkServer } from '../../src/talkServer.ts';

let path: string;
beforeEach(() => {
  path = join(newFolder(), 'talk.sock');
});
afterEach(endPrograms);
afterAll(removeFolders);

async function startAt(...args: string[]): Promise<Program> {
  const program = new Program(process.execPath, [BIN, '--socket', path, ...args]);
  await program.prints('stderr', /listening on .*\n/);
  return program;
}

const failure = async () =>
  await lastValueFrom(talkServer({ socket: path })).catch((error: unknown) => error);

test('serves at a path, with the mode that is asked for, and takes the file away at the end', async () => {
  const program = await startAt('--socket-mode', '600', '-v');
  expect(program.stderr).toBe(`talk-server: listening on ${path}\n`);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const [alice, bob] = [await TcpClient.joinAt(path), await TcpClient.joinAt(path)];
  alice.say('alice says: hello');
  await bob.gets('alice says: hello');
  bob.say('/who:');
  await bob.gets('2 clients connected.\nalice connected from unix, 0.\n<unknown> connected from unix, 0.\n');
  program.kill('SIGTERM');
  expect((await program.ends()).code).toBe(0);
  expect(existsSync(path)).toBe(false);
});

test('the owner and the group may talk, unless a mode says otherwise', async () => {
  await startAt();
  expect(statSync(path).mode & 0o777).toBe(0o660);
});

test('with a port as well, both are one room', async () => {
  const program = await startAt('-p', '0');
  const [, port] = await program.prints('stderr', /listening on \[::\]:(\d+)\n/);
  await program.prints('stderr', /talk\.sock\n/);
  const [alice, bob] = [await TcpClient.joinAt(path), await TcpClient.join(Number(port))];
  alice.say('hello');
  await bob.gets('hello');
  bob.leave();
});

test('the file of a server that was killed is replaced', async () => {
  const program = await startAt();
  program.kill('SIGKILL');
  await program.ends();
  expect(existsSync(path)).toBe(true);
  await startAt();
  (await TcpClient.joinAt(path)).leave();
  expect(readdirSync(dirname(path))).toEqual(['talk.sock']);
});

test('of several that start at once on such a file, one gets it', async () => {
  const killed = await startAt();
  killed.kill('SIGKILL');
  await killed.ends();
  const servers = [1, 2, 3].map(() => new ReplaySubject<unknown>());
  const running = servers.map((events$) => talkServer({ socket: path }).subscribe(events$));
  const told = await Promise.all(
    servers.map((events$) => firstValueFrom(events$).catch((error: unknown) => error)),
  );
  expect(told).toContainEqual({ type: 'listening', service: 'chat', address: path, port: 0 });
  expect(told.filter((event) => event instanceof ListenError && event.code === 'EADDRINUSE')).toHaveLength(2);
  (await TcpClient.joinAt(path)).leave();
  for (const server of running) server.unsubscribe();
  expect(readdirSync(dirname(path))).toEqual([]);
});

test('a server that ends leaves the file of its successor alone', async () => {
  const program = await startAt();
  unlinkSync(path);
  await startAt();
  program.kill('SIGTERM');
  expect((await program.ends()).code).toBe(0);
  (await TcpClient.joinAt(path)).leave();
});

test('a server that lives is not', async () => {
  await startAt();
  expect(await failure()).toMatchObject({
    name: 'ListenError',
    code: 'EADDRINUSE',
    message: `a server listens on ${path}: end the program that has it, or choose another path`,
  });
  (await TcpClient.joinAt(path)).leave();
  expect(readdirSync(dirname(path))).toEqual(['talk.sock']);
});

test('nor is one that has no room for another client', async () => {
  const busy = createServer().listen({ path, backlog: 1 });
  await once(busy, 'listening');
  const waiting = [1, 2, 3].map(() => connect(path).on('error', () => undefined));
  expect(await failure()).toMatchObject({ code: 'EADDRINUSE' });
  for (const client of waiting) client.destroy();
  busy.close();
});

test('nor is a file that is no socket', async () => {
  writeFileSync(path, 'precious');
  expect(await failure()).toMatchObject({
    code: 'EEXIST',
    message: `${path} is a file that is no socket: remove it, or choose another path`,
  });
  expect(statSync(path).size).toBe(8);
});

test('a folder that is not there is told', async () => {
  path = join(path, 'x');
  expect(await failure()).toMatchObject({
    message: `the folder of ${path} is not there: make it, or choose another path`,
  });
});

test.each(['talk.sock', 'abc'])('%s may be at the end of the longest path', async (base) => {
  const folder = dirname(path);
  const deep = join(folder, 'x'.repeat(107 - folder.length - base.length - 2));
  mkdirSync(deep);
  path = join(deep, base);
  expect(path).toHaveLength(107);
  await startAt();
  (await TcpClient.joinAt(path)).leave();
});

test('where no file can be made, that is told', async () => {
  path = '/proc/talk.sock';
  expect(await failure()).toMatchObject({
    name: 'ListenError',
    message: `no permission to make the socket ${path}: choose another path, or run with the right to write there`,
  });
});

test('unsubscribing while the port is taken closes both', async () => {
  const other = createServer().listen(0);
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const both$ = talkServer({ socket: path, port });
  expect(await lastValueFrom(both$).catch((error: unknown) => error)).toMatchObject({ code: 'EADDRINUSE' });
  while (existsSync(path)) await new Promise(setImmediate);
  other.close();
});
