import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Milliseconds between two looks at a screen. */
const LOOK_EVERY = 50;
/** Longer than any machine takes: a picture that does not come is told with what was there instead. */
const LONGEST = 40_000;

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Real terminals, on a tmux of their own in this folder. */
export class Terminals {
  readonly #socket: string;
  #count = 0;

  constructor(folder: string) {
    this.#socket = join(folder, 'tmux');
  }

  /** One that runs a command of the shell, and shows its exit code when it ends. */
  async open(command: string, { columns, rows }: Size): Promise<Screen> {
    const name = `screen${(this.#count += 1)}`;
    const kept = `${command}; echo "exit code $?"; exec sleep 1000`;
    await this.#tmux('new-session', '-d', '-s', name, '-x', String(columns), '-y', String(rows), kept);
    return new Screen(name, (...args) => this.#tmux(...args));
  }

  async close(): Promise<void> {
    if (this.#count > 0) await this.#tmux('kill-server');
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    const { stdout } = await run('tmux', ['-S', this.#socket, '-f', '/dev/null', '-u', ...args], {
      env: { ...process.env, LC_ALL: 'C.UTF-8', TMUX: '' },
    });
    return stdout;
  }
}

export class Screen {
  readonly #name: string;
  readonly #tmux: (...args: readonly string[]) => Promise<string>;

  constructor(name: string, tmux: (...args: readonly string[]) => Promise<string>) {
    this.#name = name;
    this.#tmux = tmux;
  }

  /** Types text. */
  async type(text: string): Promise<void> {
    await this.#tmux('send-keys', '-t', this.#name, '-l', '--', text);
  }

  /** Presses keys, as tmux names them: `Enter`, `Up`, `C-c`. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#tmux('send-keys', '-t', this.#name, ...keys);
  }

  async resize({ columns, rows }: Size): Promise<void> {
    await this.#tmux('resize-window', '-t', this.#name, '-x', String(columns), '-y', String(rows));
  }

  /** What is on it, a row each, without what is blank at the end of a row and of the screen. */
  async rows(): Promise<readonly string[]> {
    return rowsOf(await this.#tmux('capture-pane', '-p', '-t', this.#name));
  }

  /** The same with its escape sequences. */
  async painted(): Promise<string> {
    return await this.#tmux('capture-pane', '-p', '-e', '-t', this.#name);
  }

  /** Keeps all that is written to it from now on in a file, as it is. */
  async record(file: string): Promise<void> {
    await this.#tmux('pipe-pane', '-t', this.#name, `cat > '${file}'`);
  }

  /** Where the cursor is, from 0. */
  async cursor(): Promise<string> {
    return (await this.#tmux('display-message', '-p', '-t', this.#name, '#{cursor_x},#{cursor_y}')).trim();
  }

  /** Waits until its last rows are these, and returns all of them. */
  async prints(...expected: readonly string[]): Promise<readonly string[]> {
    const end = expected.join('\n');
    return await this.#becomes((rows) => rows.slice(-expected.length).join('\n') === end, end);
  }

  /** The same for all rows together. */
  async matches(pattern: RegExp): Promise<readonly string[]> {
    return await this.#becomes((rows) => pattern.test(rows.join('\n')), String(pattern));
  }

  /** The same for those that have left it at the top, too. */
  async history(pattern: RegExp): Promise<void> {
    await this.#becomes(
      (rows) => pattern.test(rows.join('\n')),
      String(pattern),
      async () => rowsOf(await this.#tmux('capture-pane', '-p', '-S', '-', '-t', this.#name)),
    );
  }

  async #becomes(
    isIt: (rows: readonly string[]) => boolean,
    wanted: string,
    look = () => this.rows(),
  ): Promise<readonly string[]> {
    const deadline = performance.now() + LONGEST;
    for (;;) {
      const rows = await look();
      if (isIt(rows)) return rows;
      if (performance.now() > deadline) {
        throw new Error(`wanted at the end:\n${wanted}\nbut there is:\n${rows.join('\n')}`);
      }
      await pause(LOOK_EVERY);
    }
  }
}

function rowsOf(picture: string): readonly string[] {
  return picture
    .trimEnd()
    .split('\n')
    .map((row) => row.trimEnd());
}
