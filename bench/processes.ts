import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from './load/failure.ts';
import type { Answer, Results, TaskKind, TaskOf } from './load/task.ts';
import { COMPILED } from './project.ts';

/** Milliseconds that a server has to listen. */
const START_DEADLINE = 10_000;
/** Milliseconds that the slowest task may take. */
const TASK_DEADLINE = 180_000;
/** Servers start with as many open files as the system lets them have. */
const WITH_ALL_FILES = 'ulimit -n "$(ulimit -Hn)"; exec "$@"';
/** What a server says when it cannot run is at the end of what it says. */
const LAST_WORDS = 300;

const running = new Set<ChildProcess>();
let scratchFolder: string | undefined;

/** A folder for what is made only for this run. `endEverything` removes it. */
export function scratch(): string {
  return (scratchFolder ??= mkdtempSync(join(tmpdir(), 'talk-bench-')));
}

/** Ends every process that was started here, at once, and leaves nothing behind. */
export function endEverything(): void {
  for (const child of running) child.kill('SIGKILL');
  if (scratchFolder !== undefined) rmSync(scratchFolder, { recursive: true, force: true });
  scratchFolder = undefined;
}

/** A server, in a process of its own. */
export interface RunningServer {
  readonly port: number;
  readonly pid: number;
  readonly end: () => Promise<void>;
}

/**
 * Starts a server on a free port, and waits until it listens there. Rejects with a `Failure` that has its last words.
 *
 * @param others ports that it has to listen on as well
 */
export async function startServer(
  commandFor: (port: number) => readonly string[],
  others: readonly number[] = [],
): Promise<RunningServer> {
  const port = await freePort();
  const child = spawn('sh', ['-c', WITH_ALL_FILES, 'sh', ...commandFor(port)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  keep(child);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-LAST_WORDS);
  });
  try {
    for (const each of [port, ...others]) await listening(each, child);
  } catch {
    await end(child);
    throw new Failure(`does not listen: ${said.trim().split('\n').at(-1) ?? ''}`);
  }
  return { port, pid: child.pid ?? NaN, end: () => end(child) };
}

/** Does a task in a process of its own, which ends with it. Rejects with a `Failure` when it is the server's. */
export async function perform<Kind extends TaskKind>(task: TaskOf<Kind>): Promise<Results[Kind]> {
  const { result, end } = await begin(task);
  await end();
  return result;
}

/** The same, but the process stays, until it is told to `end`. */
export async function begin<Kind extends TaskKind>(
  task: TaskOf<Kind>,
): Promise<{ readonly result: Results[Kind]; readonly end: () => Promise<void> }> {
  const child = fork(join(COMPILED, 'load', 'load.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  keep(child);
  child.send(task);
  try {
    const result = resultOf(await answerOf(child)) as Results[Kind]; // load.ts answers each kind with its result
    return { result, end: () => end(child) };
  } catch (error) {
    await end(child);
    throw error;
  }
}

async function answerOf(child: ChildProcess): Promise<Answer> {
  const signal = AbortSignal.timeout(TASK_DEADLINE);
  const answered = once(child, 'message', { signal }).then(([answer]) => answer as Answer); // from load.ts
  const ended = once(child, 'exit', { signal }).then((): Answer => {
    return { kind: 'error', message: 'a load process ended without an answer' };
  });
  try {
    return await Promise.race([answered, ended]);
  } catch (error) {
    throw signal.aborted ? new Failure('takes too long') : error;
  }
}

function resultOf(answer: Answer): Results[TaskKind] {
  switch (answer.kind) {
    case 'result':
      return answer.result;
    case 'failure':
      throw new Failure(answer.why);
    case 'error':
      throw new Error(answer.message);
  }
}

function keep(child: ChildProcess): void {
  running.add(child);
  child.once('exit', () => running.delete(child));
}

async function end(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** One that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  server.close();
  await once(server, 'close');
  return port;
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (const start = performance.now(); performance.now() - start < START_DEADLINE;) {
    if (!running.has(child)) throw new Error('ended');
    const socket = connect({ host: '127.0.0.1', port });
    try {
      await once(socket, 'connect');
      return;
    } catch {
      await pause(20);
    } finally {
      socket.destroy();
    }
  }
  throw new Error('late');
}
