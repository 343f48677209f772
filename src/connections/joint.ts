/** What a room of a hundred says at once when all of them talk, ten times over. What is larger is joined in memory of its own. */
const SIZE = 64 * 1024;

/**
 * Joins pieces for one write, in memory that is used again for the next: the kernel takes nearly every write at once, so
 * memory for each speaker would be garbage as soon as it is written.
 */
export class Joint {
  #memory = Buffer.allocUnsafeSlow(SIZE);

  /** The pieces, joined. The bytes are there until the next call, or for good where they are given away before it. */
  join(pieces: readonly Buffer[]): Buffer {
    const [only] = pieces;
    if (only !== undefined && pieces.length === 1) return only;
    const length = totalLength(pieces);
    if (length > SIZE) return Buffer.concat(pieces, length);
    let at = 0;
    for (const piece of pieces) {
      this.#memory.set(piece, at);
      at += piece.length;
    }
    return this.#memory.subarray(0, length);
  }

  /** What was joined last is somebody else's, to keep. */
  giveAway(joined: Buffer): void {
    if (joined.buffer === this.#memory.buffer) this.#memory = Buffer.allocUnsafeSlow(SIZE);
  }
}

export function totalLength(pieces: readonly Buffer[]): number {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  return length;
}
