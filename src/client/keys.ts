import { Readable } from 'node:stream';
import type { ReadStream } from 'node:tty';

/**
 * What is typed at a terminal, a character at a time: of several that come at once, as from a paste, readline puts all but
 * the last at the end of the line, wherever the cursor is.
 */
export class Keys extends Readable {
  readonly #input: ReadStream;

  constructor(input: ReadStream) {
    super({ objectMode: true }); // keeps them apart
    this.#input = input;
    input.setEncoding('utf8').on('data', this.#type).on('end', this.#end).on('error', this.#end);
  }

  /** They come whenever somebody types. */
  override _read(): void {
    this.#input.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#input.off('data', this.#type).off('end', this.#end).off('error', this.#end).pause();
    callback(error);
  }

  /** For readline, which turns the terminal's own editing off and, at the end, on. */
  setRawMode(mode: boolean): void {
    if (!this.#input.destroyed) this.#input.setRawMode(mode);
  }

  readonly #type = (text: string): void => {
    for (const character of text) this.push(character);
  };

  /** The terminal was closed. */
  readonly #end = (): void => {
    this.push(null);
  };
}
