import type { Counter } from './protocol.ts';

/**
 * Counts the bytes of one kind of frame in a stream of frames, whose kind, and with it whose length, shows in the first
 * byte. Throws for a byte that begins none of them.
 *
 * @param lengths bytes of a frame of each kind, by its first byte
 * @param counted the first byte of the kind that counts
 */
export function frameCounter(lengths: ReadonlyMap<number, number>, counted: number): Counter {
  let kind = counted;
  let left = 0;

  return (chunk, length) => {
    let sum = 0;
    for (let at = 0; at < length;) {
      if (left === 0) {
        kind = chunk[at] ?? 0;
        left = lengths.get(kind) ?? unknownFrame(kind);
      }
      const step = Math.min(left, length - at);
      if (kind === counted) sum += step;
      left -= step;
      at += step;
    }
    return sum;
  };
}

function unknownFrame(kind: number): never {
  throw new Error(`garbled: no frame begins with byte ${kind}`);
}
