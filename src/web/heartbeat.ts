/** Asks again and again whether somebody is still there, and tells when nothing came back until it is time to ask again. */
export class Heartbeat {
  readonly #timer: NodeJS.Timeout;
  readonly #isHeld: () => boolean;
  readonly #ask: () => void;
  readonly #isGone: () => void;
  #isHeard = true;
  #late: NodeJS.Immediate | undefined;

  /**
   * @param isHeld whether nothing is read anyway, so that an answer could not be seen.
   * @param isGone is called once, unless `stop` comes before.
   */
  constructor(milliseconds: number, isHeld: () => boolean, ask: () => void, isGone: () => void) {
    this.#isHeld = isHeld;
    this.#ask = ask;
    this.#isGone = isGone;
    this.#timer = setInterval(() => this.#beat(), milliseconds);
  }

  /** Something came. */
  hear(): void {
    this.#isHeard = true;
  }

  stop(): void {
    clearInterval(this.#timer);
    clearImmediate(this.#late);
  }

  #beat(): void {
    if (this.#isHeard || this.#isHeld()) this.#askAnew();
    else this.#late = setImmediate(() => this.#check());
  }

  /** When the process was stopped for a while, timers come first and what was sent meanwhile is read after them. */
  #check(): void {
    if (this.#isHeard) {
      this.#askAnew();
      return;
    }
    this.stop();
    this.#isGone();
  }

  #askAnew(): void {
    this.#isHeard = false;
    this.#ask();
  }
}
