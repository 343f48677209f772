import type { Outgoing } from '../operators/fanOut.ts';

/** Part of what may be kept for the others beyond which those wait who talk much. */
const FULL = 1 / 2;
/** Bytes that one may say at once without being one who talks much. */
const FREE = 1024;
/** Milliseconds that such a one waits: at first, ten times as long when all is full, or twice as long as the broker takes. */
const PAUSE = 20;
const LONGEST_PAUSE = 2000;

/**
 * Has those wait who talk much, where the broker is there and slower than they are, as it is while it waits for a node that
 * reads slowly: else what they say would push out what is kept, and be lost.
 *
 * @param fullness of what is kept for the others, from 0 to 1.
 * @param waiting milliseconds that the broker has not answered for.
 */
export function slowDown(outgoing: readonly Outgoing[], fullness: number, waiting: number): void {
  if (fullness <= FULL) return;
  const pause = Math.max(PAUSE * 10 ** ((fullness - FULL) / (1 - FULL)), 2 * waiting);
  for (const each of outgoing) {
    const talksMuch = each.type === 'said' && each.bytes.length > FREE;
    if (talksMuch) each.speaker?.pauseFor?.(Math.min(pause, LONGEST_PAUSE));
  }
}
