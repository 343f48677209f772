import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
export const BIN = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process of the real program, or of any other, and what it printed so far. */
export class Program {
  readonly process: ChildProcess;
  stdout = '';
  stderr = '';
  readonly #news = new EventEmitter();
  readonly #isGroup: boolean;
  /** It has ended, and all that it printed was read. */
  #isOver = false;
  readonly #exit: Promise<unknown[]>;

  constructor(command: string, args: readonly string[], options: SpawnOptions = {}) {
    this.#isGroup = options.detached === true;
    this.process = spawn(command, args, { cwd: PROJECT, stdio: ['pipe', 'pipe', 'pipe'], ...options });
    this.process.stdout?.setEncoding('latin1').on('data', (text: string) => {
      this.stdout += text;
      this.#news.emit('news');
    });
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.#news.emit('news');
    });
    this.process.stdin?.on('error', () => undefined);
    this.#exit = once(this.process, 'close');
    running.add(this);
    this.process.on('close', () => {
      this.#isOver = true;
      running.delete(this);
      this.#news.emit('news');
    });
  }

  /** Waits until it has printed this. */
  async prints(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this[stream]);
      if (match !== null) return match;
      if (this.#isOver) {
        const end = this.process.exitCode ?? this.process.signalCode;
        throw new Error(`ended with ${end}, after ${this.stdout}${this.stderr}`);
      }
      await once(this.#news, 'news');
    }
  }

  /** Waits until so many bytes are on stdout, and returns those from `start` on. */
  async printed(start: number, end: number): Promise<string> {
    while (this.stdout.length < end && !this.#isOver) await once(this.#news, 'news');
    return this.stdout.slice(start, end);
  }

  async ends(): Promise<Outcome> {
    await this.#exit;
    return { code: this.process.exitCode, stdout: this.stdout, stderr: this.stderr };
  }

  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** At once, and with all that it started if it has a process group of its own. */
  end(): void {
    const { pid } = this.process;
    if (!this.#isGroup || pid === undefined) {
      this.kill('SIGKILL');
      return;
    }
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // All of them have ended.
    }
  }
}

const running = new Set<Program>();

/** Ends whatever a test left running. */
export function endPrograms(): void {
  for (const program of running) program.end();
}

/** A pipeline of the shell. */
export function shell(command: string): Program {
  return new Program('sh', ['-c', command], { detached: true });
}

/** For use in a pipeline: `talk-server` with these arguments. */
export function binCommand(args: string): string {
  return `"${process.execPath}" "${BIN}" ${args}`;
}

/** `talk-server` with these arguments, to its end. */
export async function runBin(...args: string[]): Promise<Outcome> {
  return await new Program(process.execPath, [BIN, ...args]).ends();
}

/** `talk-server` on a free port, listening. */
export async function startBin(...args: string[]): Promise<{ program: Program; port: number }> {
  const program = new Program(process.execPath, [BIN, '-p', '0', ...args]);
  const [, port] = await program.prints('stderr', /listening on .*:(\d+)\n/);
  return { program, port: Number(port) };
}
