import { READ_ALOUD } from './limits.ts';

const SECOND = 1000;

/** How fast messages come, for whoever has them read aloud. Times are in milliseconds of one clock. */
export class Pace {
  #second = 0;
  #before = 0;
  #now = 0;

  /** Whether so many more, now, are still few enough to be read aloud one by one. */
  isCalm(messages: number, now: number): boolean {
    const second = Math.floor(now / SECOND);
    if (second !== this.#second) {
      this.#before = second === this.#second + 1 ? this.#now : 0;
      this.#now = 0;
      this.#second = second;
    }
    this.#now += messages;
    return this.#now + this.#before <= READ_ALOUD;
  }
}
