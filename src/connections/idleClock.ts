/** Tells when nothing has come for too long. */
export class IdleClock {
  readonly #timer: NodeJS.Timeout;
  readonly #isHeld: () => boolean;
  readonly #isIdle: () => void;
  #late: NodeJS.Immediate | undefined;

  /**
   * @param isHeld whether nothing is read anyway, so that it is not the client who is silent.
   * @param isIdle is called once, unless `refresh` or `stop` comes before.
   */
  constructor(milliseconds: number, isHeld: () => boolean, isIdle: () => void) {
    this.#isHeld = isHeld;
    this.#isIdle = isIdle;
    this.#timer = setTimeout(() => this.#check(), milliseconds);
  }

  refresh(): void {
    clearImmediate(this.#late);
    this.#timer.refresh();
  }

  stop(): void {
    clearImmediate(this.#late);
    clearTimeout(this.#timer);
  }

  /** Not yet: when the process was stopped for a while, timers come first and what was sent meanwhile is read after them. */
  #check(): void {
    if (this.#isHeld()) this.#timer.refresh();
    else this.#late = setImmediate(this.#isIdle);
  }
}
