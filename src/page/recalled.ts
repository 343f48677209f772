import { MOST_RECALLED } from './limits.ts';

/** What was sent, to be called back: the newest first, and what was being written behind it. */
export class Recalled {
  #sent: string[] = [];
  #at = 0;
  #draft = '';

  add(text: string): void {
    if (text !== this.#sent.at(-1)) this.#sent.push(text);
    this.#sent = this.#sent.slice(-MOST_RECALLED);
    this.#at = this.#sent.length;
  }

  /** What was sent before; undefined where nothing was. `current` is kept for `newer`. */
  older(current: string): string | undefined {
    if (this.#at === 0) return undefined;
    if (this.#at === this.#sent.length) this.#draft = current;
    this.#at -= 1;
    return this.#sent[this.#at];
  }

  /** What was sent after, or what was being written; undefined where that is shown already. */
  newer(): string | undefined {
    if (this.#at === this.#sent.length) return undefined;
    this.#at += 1;
    return this.#sent[this.#at] ?? this.#draft;
  }
}
