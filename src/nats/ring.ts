/**
 * Memory that is used again and again, in turns: a piece is free as soon as all that were taken before it, and it itself, are
 * wanted no more. What is kept for long and then dropped would otherwise be garbage that Node clears away much too late.
 */
export class Ring {
  readonly #size: number;
  #memory: Buffer | undefined;
  /** Where the next piece begins. */
  #head = 0;

  /** @param size in bytes; allocated when it is first used. */
  constructor(size: number) {
    this.#size = size;
  }

  /**
   * The next piece; undefined where there is no room for it in front of the oldest that is still wanted.
   *
   * @param oldest where that piece begins, as its `byteOffset` tells; undefined where none is wanted.
   */
  take(length: number, oldest: number | undefined): Buffer | undefined {
    this.#memory ??= Buffer.allocUnsafeSlow(this.#size);
    const start = this.#place(length, oldest);
    if (start === undefined) return undefined;
    this.#head = start + length;
    return this.#memory.subarray(start, start + length);
  }

  #place(length: number, oldest: number | undefined): number | undefined {
    if (oldest === undefined) return length <= this.#size ? 0 : undefined;
    // Never up to the oldest itself: the head is there only where all is free.
    if (this.#head <= oldest) return length < oldest - this.#head ? this.#head : undefined;
    if (length <= this.#size - this.#head) return this.#head;
    return length < oldest ? 0 : undefined;
  }
}
