const TO_LINE_START = '\r';
const CLEAR_LINE = '\x1b[K';

/** Tells on stderr what is going on: in one line that is rewritten on a terminal, else in a line for each step. */
export class Progress {
  readonly #output: NodeJS.WriteStream;
  readonly #start = performance.now();
  #title = '';
  #steps = 0;
  #done = 0;

  constructor(output: NodeJS.WriteStream = process.stderr) {
    this.#output = output;
  }

  /** A section of so many steps begins. */
  section(title: string, steps: number): void {
    this.#title = title;
    this.#steps = steps;
    this.#done = 0;
  }

  /** A step begins. */
  step(what: string): void {
    this.#done++;
    const line = `${this.#elapsed()}  ${this.#title} ${this.#done}/${this.#steps}: ${what}`;
    this.#output.write(this.#output.isTTY ? `${TO_LINE_START}${line}${CLEAR_LINE}` : `${line}\n`);
  }

  /** A line that stays. */
  note(line: string): void {
    this.end();
    this.#output.write(`${line}\n`);
  }

  /** Takes the rewritten line away. */
  end(): void {
    if (this.#output.isTTY) this.#output.write(`${TO_LINE_START}${CLEAR_LINE}`);
  }

  #elapsed(): string {
    const seconds = Math.floor((performance.now() - this.#start) / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }
}
