import { setTimeout as pause } from 'node:timers/promises';
import type { Counter, Protocol } from '../protocols/protocol.ts';
import { Client, type Listener } from './client.ts';
import { Failure } from './failure.ts';

/** So many clients come at once: no more than the shortest queue of newcomers that a peer keeps, ncat's, takes. */
const COMING_AT_ONCE = 10;
/** Milliseconds that a server which answers nothing is given to take somebody in. */
const UNSEEN = 20;

/** How long a crowd waits, in milliseconds. */
interface Waits {
  /** Without any progress, after which nothing more is expected of the server. Default 8000: past the kernel's third try. */
  readonly patience?: number;
  /** Before a run starts, so that the server is at rest, and after it, for what should not come. Default 150. */
  readonly quiet?: number;
}

/** Clients of one server, in this process, and what they hear together. */
export class Crowd implements Listener {
  readonly clients: Client[] = [];
  readonly protocol: Protocol;
  /** Bytes of deliveries to all of them, since `count` was called. */
  received = 0;
  readonly #port: number;
  readonly #patience: number;
  readonly #quiet: number;
  #lost: ((failure: Failure) => void) | undefined;
  #turn: (() => void) | undefined;
  #turnIsDue = false;

  constructor(port: number, protocol: Protocol, { patience = 8000, quiet = 150 }: Waits = {}) {
    this.#port = port;
    this.protocol = protocol;
    this.#patience = patience;
    this.#quiet = quiet;
  }

  /** Brings so many clients in, a few at a time, and waits until the server has served each. */
  async join(size: number): Promise<void> {
    let coming = 0;
    const oneAfterAnother = async (): Promise<void> => {
      while (coming++ < size) {
        await within(this.#patience, this.enter().ready);
        if (this.protocol.handshake.length === 0) await pause(UNSEEN);
      }
    };
    try {
      await Promise.all(Array.from({ length: COMING_AT_ONCE }, oneAfterAnother));
    } catch {
      throw new Failure('too many clients');
    }
  }

  /** One more client. */
  enter(): Client {
    const client = new Client(this.#port, this.protocol, this);
    this.clients.push(client);
    return client;
  }

  /**
   * The client that came last says something. Once all others have it, the server knows each of them: it takes
   * newcomers one after another.
   */
  async rehearse(message: Buffer): Promise<void> {
    const words = this.protocol.said(message);
    this.count(message);
    try {
      const everybody = (this.clients.length - 1) * this.protocol.deliveredSize(message);
      const heard = this.hear(everybody, () => undefined);
      this.clients.at(-1)?.say(words);
      await heard;
    } catch (error) {
      throw error instanceof Failure ? new Failure('too many clients') : error;
    }
    await this.quiet();
  }

  /** Counts from zero, from now on. */
  count(message: Buffer, counter = (): Counter | undefined => this.protocol.counter?.(message)): void {
    this.received = 0;
    for (const client of this.clients) client.count(counter());
  }

  /**
   * Waits until exactly so many bytes have come. `turn` is called at the start, and after each turn of the event loop
   * that brought some. Rejects with a `Failure` when nothing comes any more, too much does, or a client is lost.
   */
  async hear(expected: number, turn: () => void): Promise<void> {
    let patience: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const isAll = (): boolean => {
          if (this.received > expected) reject(new Failure('sent more than was said'));
          return this.received >= expected;
        };
        let before = -1;
        patience = setInterval(() => {
          if (this.received === before) reject(new Failure('lost messages'));
          before = this.received;
        }, this.#patience / 2);
        this.#lost = reject;
        this.#turn = () => {
          this.#turnIsDue = false;
          turn();
          if (isAll()) resolve();
        };
        this.#turn();
      });
    } finally {
      clearInterval(patience);
      this.#turn = undefined;
      this.#lost = undefined;
    }
  }

  /** Long enough for whatever is still under way to come. */
  async quiet(): Promise<void> {
    await pause(this.#quiet);
  }

  heard(bytes: number): void {
    this.received += bytes;
    if (this.#turnIsDue || this.#turn === undefined) return;
    this.#turnIsDue = true;
    setImmediate(this.#turn);
  }

  lost(reason: string): void {
    this.#lost?.(new Failure(reason.startsWith('garbled') ? 'garbled' : 'dropped clients'));
  }

  leave(): void {
    for (const client of this.clients) client.leave();
  }
}

async function within(milliseconds: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('too late')), milliseconds);
  });
  try {
    await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
