import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { COMPILED, TALK_SERVER } from '../project.ts';
import { endChild, isRunning, keep } from './children.ts';
import { becomes } from './wait.ts';

/** A line of the log, as far as somebody looks at it here. */
export interface LogLine {
  readonly event: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly reason?: string;
  /** What broke, or which limit it was. */
  readonly error?: string;
  readonly count?: number;
  readonly linesLost?: number;
  /** What became of the way to the other nodes. */
  readonly link?: string;
  readonly broker?: string;
  /** Whether the broker keeps a journal. */
  readonly journal?: boolean;
  /** Id of another node. */
  readonly node?: string;
  /** How many are given up, or will not come. */
  readonly messages?: number;
}

/** How the shell starts it: `"$@"` is the server, and what is behind is done with its stdout. */
export interface Surroundings {
  /** Done before, such as `ulimit -n 96`. */
  readonly before?: string;
  /** Such as `>/dev/full` or `| head -1`. */
  readonly stdout?: string;
  /** Whether it tells its heap. */
  readonly tellsHeap?: boolean;
}

/** Milliseconds that it has to listen. */
const START_DEADLINE = 60_000;
/** Milliseconds that it has to end, however slow the machine is. */
const END_DEADLINE = 60_000;

/** The shell inside tells its process, which then is the server's, and the one around it tells how that ended. */
const SAID_BY_SHELL = /^(pid|code) (\d+)$/;
const LISTENING = /^talk-server: listening on .*:(\d+)$/;
const TELL_HEAP = ['--expose-gc', `--import=${pathToFileURL(join(COMPILED, 'battery', 'tellHeap.js')).href}`];
const TELL_PID = 'echo "pid $$" >&2; exec "$@"';

/** The program as it is installed, in a process of its own, on a free port. */
export class Server {
  /** What was logged, but for what was said, named and asked, and who joined. */
  readonly log: LogLine[] = [];
  /** What it complains of: stderr, but for the line that it listens. */
  readonly complaints: string[] = [];
  /** Bytes of its heap that are in use after a garbage collection, each half second, where it tells them. */
  readonly heap: number[] = [];
  port = NaN;
  pid = NaN;
  #code: number | undefined;
  #isLogOver = false;
  readonly #shell: ChildProcess;
  readonly #news = new EventEmitter();

  private constructor(
    args: readonly string[],
    { before = ':', stdout = '', tellsHeap = false }: Surroundings,
  ) {
    const command = `${before}; { sh -c '${TELL_PID}' sh "$@"; echo "code $?" >&2; } ${stdout}`;
    const node = [process.execPath, ...(tellsHeap ? TELL_HEAP : [])];
    const server = [...node, TALK_SERVER, '--host', '127.0.0.1', '-p', '0', ...args];
    this.#shell = spawn('sh', ['-c', command, 'sh', ...server], {
      stdio: ['ignore', 'pipe', 'pipe', ...(tellsHeap ? ['pipe' as const] : [])],
      detached: true,
    });
    keep(this.#shell);
    eachLine(this.#shell.stderr, (line) => this.#told(line));
    eachLine(this.#shell.stdout, (line) => this.#logged(line));
    const [, , , pipe] = this.#shell.stdio;
    if (pipe instanceof Readable) eachLine(pipe, (line) => this.heap.push(Number(line)));
    this.#shell.stdout?.once('end', () => (this.#isLogOver = true));
    this.#shell.once('close', () => this.#news.emit('news'));
  }

  /** Starts it, whatever comes of that. */
  static launch(args: readonly string[], surroundings: Surroundings = {}): Server {
    return new Server(args, surroundings);
  }

  /** Starts it, and waits until it listens. Rejects with its last words where it does not. */
  static async start(args: readonly string[] = [], surroundings: Surroundings = {}): Promise<Server> {
    const server = Server.launch(args, surroundings);
    if (await server.comes(() => !Number.isNaN(server.port), START_DEADLINE)) return server;
    await server.end();
    throw new Error(`the server does not listen: ${server.complaints.join(' ')}`);
  }

  get isRunning(): boolean {
    return this.#code === undefined && isRunning(this.#shell);
  }

  /** Exit code, as a shell has it; undefined while it runs. */
  get code(): number | undefined {
    return this.#code;
  }

  /** Why clients left. */
  reasons(): string[] {
    return this.log.flatMap(({ event, reason }) =>
      event === 'left' && reason !== undefined ? [reason] : [],
    );
  }

  /** Files that it has open, connections among them. */
  openFiles(): number {
    return readdirSync(`/proc/${this.pid}/fd`).length;
  }

  /** Waits until something that the server tells is so; false after so many milliseconds, or when it has ended without. */
  async comes(isSo: () => boolean, deadline: number): Promise<boolean> {
    const signal = AbortSignal.timeout(deadline);
    try {
      while (!isSo() && this.isRunning) await once(this.#news, 'news', { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return isSo();
  }

  signal(name: NodeJS.Signals): void {
    process.kill(this.pid, name);
  }

  /** Waits until it has ended by itself. Milliseconds, or undefined where it has not in time. */
  async ends(deadline: number): Promise<number | undefined> {
    const start = performance.now();
    await this.comes(() => this.#code !== undefined, deadline);
    return this.#code === undefined ? undefined : performance.now() - start;
  }

  /**
   * Stops it in order, and tells why clients left, those who were there until then included. Rejects where it does not end.
   */
  async stop(): Promise<string[]> {
    if (!this.isRunning) throw new Error(`the server ended with code ${this.code}`);
    this.signal('SIGTERM');
    if ((await this.ends(END_DEADLINE)) === undefined) throw new Error('SIGTERM does not end it');
    await this.logEnds();
    return this.reasons();
  }

  /** Waits until all that it has logged is here, once it has ended: the log may come behind. */
  async logEnds(): Promise<void> {
    await becomes(() => this.#isLogOver, END_DEADLINE);
  }

  async end(): Promise<void> {
    await endChild(this.#shell);
  }

  #told(line: string): void {
    const [, what, value] = SAID_BY_SHELL.exec(line) ?? [];
    const [, port] = LISTENING.exec(line) ?? [];
    if (what === 'pid') this.pid = Number(value);
    else if (what === 'code') this.#code = Number(value);
    else if (port !== undefined) this.port = Number(port);
    else this.complaints.push(line);
    this.#news.emit('news');
  }

  #logged(line: string): void {
    if (/^\{[^}]*"event":"(said|joined|named|askedWho)"/.test(line)) return; // of which there may be very many
    this.log.push(JSON.parse(line) as LogLine); // pino's, with the fields that the README tells
    this.#news.emit('news');
  }
}

function eachLine(stream: NodeJS.ReadableStream | null, take: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(take);
  });
}
