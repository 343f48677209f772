import { residentBytes } from '../processUse.ts';

/** Milliseconds between two looks. */
const PACE = 50;

/** Looks at the memory of a process all the time, until it is told to `stop`. */
export class MemoryWatch {
  /** Bytes, in the order of time. */
  readonly samples: number[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number, pace = PACE) {
    const look = (): void => {
      try {
        this.samples.push(residentBytes(pid));
      } catch {
        this.stop(); // the process has ended, which others notice
      }
    };
    look();
    this.#timer = setInterval(look, pace);
  }

  /** Bytes at the most, above those of the first look. */
  get growth(): number {
    return this.samples.reduce((most, sample) => Math.max(most, sample), 0) - (this.samples[0] ?? NaN);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
