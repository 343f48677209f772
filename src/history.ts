import type { Batch } from './batch.ts';
import type { Delivery } from './events.ts';

const NOTHING = Buffer.alloc(0);

/** The newest messages of the room, oldest first. One that is to keep none costs nothing. */
export class History {
  readonly #most: number;
  readonly #mostBytes: number;
  #messages: Buffer[] = [];
  /** Those in front of it are gone. */
  #start = 0;
  #bytes = 0;
  /** One for all who come until something else is said. */
  #delivery: Delivery | undefined;

  /** @param settings how many messages are kept, and how many bytes, at the most. */
  constructor({ history, historySize }: { readonly history: number; readonly historySize: number }) {
    this.#most = history;
    this.#mostBytes = historySize;
  }

  /** What is said now. */
  add(batch: Pick<Batch, 'messages'>): void {
    if (this.#most > 0) this.#keep(batch.messages.slice(-this.#most));
  }

  /** What was said before all that is kept, as far as there is room for it. */
  addBefore(messages: readonly Buffer[]): void {
    const newer = this.messages;
    this.#messages = [];
    this.#start = 0;
    this.#bytes = 0;
    this.#keep([...messages, ...newer].slice(-this.#most));
  }

  /** All of it, for a newcomer; undefined where there is nothing. */
  get delivery(): Delivery | undefined {
    if (this.#delivery === undefined && this.#bytes > 0) {
      const messages = this.messages;
      this.#delivery = { bytes: Buffer.concat(messages), messages };
    }
    return this.#delivery;
  }

  /** Each of them apart. */
  get messages(): readonly Buffer[] {
    return this.#messages.slice(this.#start);
  }

  #keep(messages: readonly Buffer[]): void {
    this.#delivery = undefined;
    for (const message of messages) {
      this.#messages.push(Buffer.from(message)); // a copy, as the message may be a small part of what was read
      this.#bytes += message.length;
    }
    while (this.#messages.length - this.#start > this.#most || this.#bytes > this.#mostBytes) this.#forget();
    if (this.#start > this.#most) {
      this.#messages = this.#messages.slice(this.#start);
      this.#start = 0;
    }
  }

  #forget(): void {
    this.#bytes -= this.#messages[this.#start]?.length ?? 0;
    this.#messages[this.#start] = NOTHING;
    this.#start += 1;
  }
}
