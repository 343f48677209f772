import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { BIN, endPrograms, Program, PROJECT } from './support/bin.ts';
import { newFolder, removeFolders } from './support/folders.ts';
import { TcpClient } from './support/tcpClient.ts';
import { toolsHere } from './support/tools.ts';

/** Under a service manager that opens the sockets, as systemd does. */

afterEach(endPrograms);
afterAll(removeFolders);

const tools = toolsHere('systemd-socket-activate', 'systemd-analyze');
const withAnalyze = tools.includes('systemd-analyze') ? describe : describe.skip;
const withActivation = tools.includes('systemd-socket-activate') ? describe : describe.skip;

withActivation('sockets that were opened before', () => {
  async function activated(where: string, ...args: string[]): Promise<Program> {
    const program = new Program('systemd-socket-activate', ['-l', where, process.execPath, BIN, ...args]);
    await program.prints('stderr', /Listening on/);
    return program;
  }

  test('a client that connects before the start is served', async () => {
    const port = String(20_000 + (process.pid % 10_000));
    const program = await activated(`127.0.0.1:${port}`, '-v');
    const early = connect(Number(port), '127.0.0.1');
    await once(early, 'connect');
    early.write('early says: hello\n');
    await program.prints('stdout', /"event":"listening","service":"chat","address":"127\.0\.0\.1"/);
    await program.prints('stdout', /"event":"named".*"name":"early"/);
    const alice = await TcpClient.join(Number(port));
    alice.say('/who:');
    await alice.gets('2 clients connected.\nearly connected from 127.0.0.1, ');
    early.destroy();
    alice.leave();
  });

  test('the path of a Unix-domain socket stays for the next start', async () => {
    const path = join(newFolder(), 'talk.sock');
    const program = await activated(path);
    const alice = await TcpClient.joinAt(path);
    program.kill('SIGTERM');
    expect((await program.ends()).code).toBe(0);
    await alice.ended();
    expect(existsSync(path)).toBe(true);
  });

  test('-p is not listened on then', async () => {
    const path = join(newFolder(), 'talk.sock');
    const program = await activated(path, '-p', '1');
    (await TcpClient.joinAt(path)).leave();
    await program.prints('stderr', /listening on descriptor 3\n/);
  });
});

test('what is handed over to another process is not taken', async () => {
  const program = new Program(process.execPath, [BIN, '-p', '0'], {
    env: { ...process.env, LISTEN_PID: '1', LISTEN_FDS: '1' },
  });
  await program.prints('stderr', /listening on \[::\]:\d+\n/);
});

test('a descriptor that is no socket is one line, exit 1', async () => {
  const command = `LISTEN_PID=$$ LISTEN_FDS=1 exec "${process.execPath}" "${BIN}" 3</dev/null`;
  const { code, stderr } = await new Program('sh', ['-c', command]).ends();
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^talk-server: cannot listen on descriptor 3: give one of a socket that is bound \(.*\)\n$/,
  );
});

withAnalyze('the example units', () => {
  test('are what systemd understands', async () => {
    const units = ['talk-server.service', 'talk-server.socket'].map(
      (unit) => `${PROJECT}/docs/systemd/${unit}`,
    );
    const { stderr } = await new Program('systemd-analyze', ['verify', '--man=no', ...units]).ends();
    const complaints = stderr.split('\n').filter((line) => line.includes('docs/systemd'));
    expect(complaints).toEqual([]);
  });
});
