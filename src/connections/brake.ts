/** Somebody who says something, and can be kept from saying more. */
export interface Speaker {
  /** Not read from any more, until `release`. */
  hold(): void;
  release(): void;
}

/** Bytes that each may say in one pause's time whatever the others say: whoever types, or talks a little, is not slowed. */
const FREE_SPEECH = 1024;

/** Bytes that those who say more may say in one pause's time together: one read of a socket. */
const TOGETHER = 64 * 1024;

/**
 * Slows those who talk much, so that those who read can catch up: together they say no more than a read's worth in one
 * pause's time, and take turns at it, so that many of them are no faster than one. A pause is short, so that one who does not
 * read at all cannot stop the room.
 */
export class Brake {
  readonly #maxPause: number;
  /** In the order of their turns. */
  readonly #held = new Set<Speaker>();
  /** What each has said since the last pause. */
  readonly #said = new Map<Speaker, number>();
  /** Bytes that may be said until the next one. Below 0, the last to speak has said more than was left. */
  #left = TOGETHER;
  #pause: NodeJS.Timeout | undefined;

  /** @param maxPause milliseconds that a speaker is held at a time, at the most; 0 for never. */
  constructor(maxPause: number) {
    this.#maxPause = maxPause;
  }

  /** Whether a speaker may say so many bytes. One who may not is held, and may ask again once it is released. */
  allows(speaker: Speaker, bytes: number): boolean {
    if (this.#maxPause === 0) return true;
    this.#pause ??= setTimeout(() => this.#pauseIsOver(), this.#maxPause);
    const said = (this.#said.get(speaker) ?? 0) + bytes;
    if (said > FREE_SPEECH) {
      if (this.#left <= 0) {
        this.#held.add(speaker);
        speaker.hold();
        return false;
      }
      this.#left -= bytes;
    }
    this.#said.set(speaker, said);
    return true;
  }

  /** Everybody goes on. */
  release(): void {
    this.#left = TOGETHER;
    this.#goOn();
  }

  #pauseIsOver(): void {
    this.#left = Math.min(this.#left + TOGETHER, TOGETHER);
    this.#goOn();
  }

  #goOn(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#said.clear();
    const held = [...this.#held];
    this.#held.clear();
    for (const speaker of held) speaker.release();
  }
}
