/** So many small pieces in a row are worth joining: each costs some 100 bytes beside its own. */
const JOIN_AFTER = 256;
const SMALL = 256;

/**
 * A few bytes of a larger block than this are copied, rather than keep all of the block alive. Node's own pool, 64 KiB in
 * newer versions, is alive anyway.
 */
const LARGE_BLOCK = Math.max(16 * 1024, Buffer.poolSize);
const FEW = 1 / 4;

/**
 * Bytes that wait, first in, first out. Pieces are kept as they come, shared with whoever else keeps them. Only runs of
 * tiny ones are joined, and small parts of large blocks copied, so that what waits takes little more than its bytes.
 */
export class ByteQueue {
  #pieces: Buffer[] = [];
  #length = 0;
  #runStart = 0;
  #runBytes = 0;

  /** Bytes that wait. */
  get length(): number {
    return this.#length;
  }

  push(piece: Buffer): void {
    this.#pieces.push(pinsMuch(piece) ? Buffer.from(piece) : piece);
    this.#length += piece.length;
    this.#runBytes += piece.length;
    if (this.#pieces.length - this.#runStart >= JOIN_AFTER) this.#endRun();
  }

  /** Pieces that wait: no more than one for each 256 bytes, and 256. */
  get pieces(): number {
    return this.#pieces.length;
  }

  /** Removes bytes from the front, `most` at the most, and returns them joined. */
  take(most = Infinity): Buffer {
    let count = 0;
    let bytes = 0;
    for (const piece of this.#pieces) {
      if (bytes + piece.length > most) break;
      count++;
      bytes += piece.length;
    }
    if (count === 0) return this.#takePart(most);
    const taken = this.#pieces.splice(0, count);
    this.#length -= bytes;
    this.#startRun();
    const [first = Buffer.alloc(0)] = taken;
    return taken.length > 1 ? Buffer.concat(taken, bytes) : first;
  }

  clear(): void {
    this.#pieces = [];
    this.#length = 0;
    this.#startRun();
  }

  /** Of a first piece that is larger than that. */
  #takePart(most: number): Buffer {
    const [first = Buffer.alloc(0)] = this.#pieces;
    if (first.length <= most) return first;
    this.#pieces[0] = first.subarray(most);
    this.#length -= most;
    return first.subarray(0, most);
  }

  #startRun(): void {
    this.#runStart = this.#pieces.length;
    this.#runBytes = 0;
  }

  #endRun(): void {
    if (this.#runBytes < JOIN_AFTER * SMALL) {
      const run = this.#pieces.splice(this.#runStart);
      this.#pieces.push(Buffer.concat(run, this.#runBytes));
    }
    this.#startRun();
  }
}

function pinsMuch({ length, buffer }: Buffer): boolean {
  return buffer.byteLength > LARGE_BLOCK && length < buffer.byteLength * FEW;
}
