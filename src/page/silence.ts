import { ANSWER_WITHIN, SILENCE } from './limits.ts';

/** What to do about a connection now: nothing, ask the server for a sign of life, or give it up. */
export type Verdict = 'fine' | 'ask' | 'gone';

/**
 * Notices a connection that is dead though nobody closed it, as after a sleep or in another network: when the server was
 * silent for long, or there is reason for doubt, it is asked, and has `ANSWER_WITHIN` for any word at all. Times are in
 * milliseconds of one monotonic clock.
 */
export class Silence {
  #heardAt: number;
  #askedAt: number | undefined;
  #isDoubted = false;

  constructor(now: number) {
    this.#heardAt = now;
  }

  /** Something came. */
  heard(now: number): void {
    this.#heardAt = now;
    this.#askedAt = undefined;
    this.#isDoubted = false;
  }

  /** The network changed, or the page was away: what was heard until `then` proves nothing any more. */
  doubt(then: number): void {
    this.#isDoubted ||= this.#heardAt <= then;
  }

  check(now: number): Verdict {
    if (this.#askedAt !== undefined) return now - this.#askedAt >= ANSWER_WITHIN ? 'gone' : 'fine';
    if (!this.#isDoubted && now - this.#heardAt < SILENCE) return 'fine';
    this.#askedAt = now;
    return 'ask';
  }
}
