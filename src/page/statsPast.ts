import type { Sample } from './statsSample.ts';

/** Milliseconds that are looked back on. */
export const SPAN = 300_000;

/** The samples of the last five minutes, oldest first, each once. */
export class Past {
  #samples: readonly Sample[] = [];

  get samples(): readonly Sample[] {
    return this.#samples;
  }

  get latest(): Sample | undefined {
    return this.#samples.at(-1);
  }

  /**
   * Those that are known are no news: a server that is there again tells all that it has kept. Where even the newest is older
   * than what is known, its clock was set back, and what came before has no place in the picture.
   */
  add(samples: readonly Sample[]): void {
    const newest = samples.at(-1)?.time ?? Infinity;
    if (newest < (this.latest?.time ?? -Infinity)) this.#samples = [];
    const known = this.latest?.time ?? -Infinity;
    const all = [...this.#samples, ...samples.filter(({ time }) => time > known)];
    const from = (all.at(-1)?.time ?? 0) - SPAN;
    this.#samples = all.filter(({ time }) => time >= from);
  }
}
