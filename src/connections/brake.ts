/** Somebody who says something, and can be kept from saying more. */
export interface Speaker {
  /** Not read from any more, until `release`. */
  hold(): void;
  release(): void;
}

/** Bytes that a speaker may say in one pause's time without a pause: whoever types, or talks a little, is not slowed. */
const FREE_SPEECH = 4096;

/**
 * Slows whoever talks much, so that those who read can catch up: not read from for a while, which is short, so that one
 * who does not read at all cannot stop the room.
 */
export class Brake {
  readonly #maxPause: number;
  readonly #held = new Set<Speaker>();
  /** What each has said since the last pause. */
  readonly #said = new Map<Speaker, number>();
  #pause: NodeJS.Timeout | undefined;

  /** @param maxPause milliseconds that a speaker is held at a time, at the most; 0 for never. */
  constructor(maxPause: number) {
    this.#maxPause = maxPause;
  }

  /** Has a speaker who said so many bytes wait, if that was much. */
  slow(speaker: Speaker, bytes: number): void {
    if (this.#maxPause === 0 || this.#held.has(speaker)) return;
    this.#pause ??= setTimeout(() => this.release(), this.#maxPause);
    const said = (this.#said.get(speaker) ?? 0) + bytes;
    this.#said.set(speaker, said);
    if (said <= FREE_SPEECH) return;
    this.#held.add(speaker);
    speaker.hold();
  }

  /** Everybody goes on. */
  release(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#said.clear();
    const held = [...this.#held];
    this.#held.clear();
    for (const speaker of held) speaker.release();
  }
}
