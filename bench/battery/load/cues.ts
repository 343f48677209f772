import { EventEmitter, once } from 'node:events';

/** How clients and the fault that they are in go step by step together. */
export class Cues {
  /** Tells that a step is done, and a figure of it. */
  readonly tell: (step: string, value?: number) => void;
  readonly #given = new Map<string, number>();
  readonly #news = new EventEmitter();

  constructor(tell: (step: string, value: number) => void) {
    this.tell = (step, value = 0) => tell(step, value);
  }

  /** Waits for an order. */
  async come(name: string): Promise<void> {
    while (!this.#given.has(name)) await once(this.#news, 'news');
  }

  /** The value that came last with an order; undefined where it has not come. */
  value(name: string): number | undefined {
    return this.#given.get(name);
  }

  give(name: string, value: number): void {
    this.#given.set(name, value);
    this.#news.emit('news');
  }
}
