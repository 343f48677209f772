/**
 * Tells the server's answers to `/who:` from what people say: only whoever has asked is answered, and the lines of one
 * answer come together.
 */
export class WhoAnswers {
  #asked = 0;
  /** Lines of clients that are still to come in the answer that is under way. */
  #rows: number | undefined;

  ask(): void {
    this.#asked += 1;
  }

  /** Whether this text, the next that came, is part of an answer. */
  isAnswer(text: string): boolean {
    const count = this.#asked > 0 ? /^(\d+) clients connected\.$/.exec(text)?.[1] : undefined;
    if (count !== undefined) {
      this.#asked -= 1;
      this.#rows = Number(count);
      return true;
    }
    if (this.#rows === undefined) return false;
    if (this.#rows > 0 && / connected from .+, \d+\.$/.test(text)) {
      this.#rows -= 1;
      return true;
    }
    if (/^And \d+ more\.$|^\d+ of \d+ servers answered\.$/.test(text)) return true;
    this.#rows = undefined;
    return false;
  }
}
