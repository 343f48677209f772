import { createInterface, clearScreenDown, type Interface, moveCursor } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { defer, finalize, fromEvent, map, merge, type Observable, share, tap } from 'rxjs';
import { Keys } from './keys.ts';

/** What somebody does at a terminal. */
export type Typed = { readonly kind: 'line'; readonly text: string } | { readonly kind: 'end' };

/** A terminal with a line at its bottom that is being typed, and a conversation above it. */
export interface Terminal {
  /** Lines, and the wish to end: Ctrl-D, or Ctrl-C where nothing is typed. */
  readonly typed$: Observable<Typed>;
  /** Shows lines above the one that is being typed, which stays as it is, its cursor too. */
  show(lines: readonly string[]): void;
}

interface TerminalSettings {
  readonly prompt: string;
  /** Lines that the arrow keys go back through. */
  readonly typedHistory: number;
}

/**
 * Takes a terminal over for as long as the stream that `use` makes of it lives, and then gives it back, without the line that
 * was being typed.
 */
export function atTerminal<T>(
  input: ReadStream,
  output: WriteStream,
  settings: TerminalSettings,
  use: (terminal: Terminal) => Observable<T>,
): Observable<T> {
  return defer(() => {
    const terminal = new ReadlineTerminal(input, output, settings);
    return use(terminal).pipe(finalize(() => terminal.close()));
  });
}

class ReadlineTerminal implements Terminal {
  readonly typed$: Observable<Typed>;
  readonly #readline: Interface;
  readonly #keys: Keys;
  readonly #output: WriteStream;
  readonly #prompt: string;
  /** Rows of the prompt and what is typed that are above the cursor: how far readline goes up before it draws again. */
  #rowsAbove = 0;

  constructor(input: ReadStream, output: WriteStream, { prompt, typedHistory }: TerminalSettings) {
    this.#keys = new Keys(input);
    this.#output = output;
    this.#prompt = prompt;
    this.#readline = createInterface({
      input: this.#keys,
      output,
      prompt,
      historySize: typedHistory,
      terminal: true,
    });
    this.#keys.on('keypress', this.#remember); // after readline, which has drawn by then
    output.prependListener('resize', this.#rewrap); // before readline, which draws then
    this.#readline.on('SIGINT', () => this.#interrupt());
    this.#readline.on('SIGCONT', () => this.#drawBelow());
    this.typed$ = merge(
      fromEvent(this.#readline, 'line').pipe(
        map((line) => ({ kind: 'line', text: String(line) }) as const),
        tap(({ text }) => this.#eraseTyped(text)),
      ),
      fromEvent(this.#readline, 'close').pipe(map(() => ({ kind: 'end' }) as const)),
    ).pipe(share());
    this.#readline.prompt();
  }

  show(lines: readonly string[]): void {
    this.#output.cork(); // one write: no screen shows what is in between
    this.#output.write(`${this.#toTop()}${lines.map((line) => `${line}\n`).join('')}`);
    this.#drawBelow();
    this.#output.uncork();
  }

  close(): void {
    this.#output.off('resize', this.#rewrap);
    this.#output.write(this.#toTop());
    this.#readline.close();
    this.#keys.destroy();
  }

  /** Where something is typed, Ctrl-C takes it away, as in a shell. */
  #interrupt(): void {
    if (this.#readline.line === '') {
      this.#readline.close();
      return;
    }
    this.#readline.write(null, { ctrl: true, name: 'e' });
    this.#readline.write(null, { ctrl: true, name: 'u' });
  }

  /** What was entered is shown as all that is said is, so the line as it was typed goes. */
  #eraseTyped(text: string): void {
    this.#readline.setPrompt(`${this.#prompt}${text}`);
    const { rows } = this.#readline.getCursorPos();
    this.#readline.setPrompt(this.#prompt);
    moveCursor(this.#output, 0, -(rows + 1));
    clearScreenDown(this.#output);
    this.#readline.prompt();
    this.#remember();
  }

  /** From where the cursor is to where the prompt begins, with nothing behind. */
  #toTop(): string {
    const up = this.#rowsAbove === 0 ? '' : `\u001b[${this.#rowsAbove}A`;
    return `\r${up}\u001b[J`;
  }

  /** Has readline draw from here on, and not from as far up as it thinks that it has drawn before. */
  #drawBelow(): void {
    this.#output.write('\n'.repeat(this.#rowsAbove));
    this.#readline.prompt(true);
  }

  readonly #remember = (): void => {
    const { rows } = this.#readline.getCursorPos();
    this.#rowsAbove = Math.min(rows, this.#output.rows - 1); // no cursor goes up further
  };

  /** The terminal has wrapped the typed line anew, so its cursor is not as far down in it as it was. */
  readonly #rewrap = (): void => {
    const rowsBefore = this.#rowsAbove;
    this.#remember();
    const more = this.#rowsAbove - rowsBefore;
    if (more > 0) moveCursor(this.#output, 0, -more);
    else this.#output.write('\n'.repeat(-more));
  };
}
