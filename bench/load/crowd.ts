import { setTimeout as pause } from 'node:timers/promises';
import type { Counter, Protocol } from '../protocols/protocol.ts';
import { Client, type Listener } from './client.ts';
import { Failure } from './failure.ts';

/** So many clients come at once: no more than the shortest queue of newcomers that a peer keeps, ncat's, takes. */
const COMING_AT_ONCE = 10;
/** Milliseconds that a server which answers nothing is given to take somebody in. */
const UNSEEN = 20;

/** Where clients come in. */
export interface Door {
  /** On 127.0.0.1. */
  readonly port: number;
  readonly protocol: Protocol;
}

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
  /** Bytes of deliveries to all of them, since `count` was called. */
  received = 0;
  readonly #doors: readonly Door[];
  readonly #words = new Map<Protocol, Buffer>();
  readonly #patience: number;
  readonly #quiet: number;
  #lost: ((failure: Failure) => void) | undefined;
  #turn: (() => void) | undefined;
  #turnIsDue = false;

  /** @param doors are taken in turns. What a delivery counts is the same behind each of them. */
  constructor(doors: readonly Door[], { patience = 8000, quiet = 150 }: Waits = {}) {
    this.#doors = doors;
    this.#patience = patience;
    this.#quiet = quiet;
  }

  /** Brings so many clients in, a few at a time, and waits until the server has served each. */
  async join(size: number): Promise<void> {
    let coming = 0;
    const oneAfterAnother = async (): Promise<void> => {
      while (coming++ < size) {
        const client = this.enter();
        await within(this.#patience, client.ready);
        if (client.protocol.handshake.length === 0) await pause(UNSEEN);
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
    const door = this.#doors[this.clients.length % this.#doors.length];
    if (door === undefined) throw new Error('a crowd needs a door');
    const { port, protocol } = door;
    const client = new Client(port, protocol, this);
    this.clients.push(client);
    return client;
  }

  /**
   * The client that came last says something. Once all others have it, the server knows each of them: it takes
   * newcomers one after another.
   */
  async rehearse(message: Buffer): Promise<void> {
    this.count(message);
    try {
      const everybody = (this.clients.length - 1) * this.deliveredSize(message);
      const heard = this.hear(everybody, () => undefined);
      this.say(this.clients.length - 1);
      await heard;
    } catch (error) {
      throw error instanceof Failure ? new Failure('too many clients') : error;
    }
    await this.quiet();
  }

  /** Counts from zero, from now on. */
  count(
    message: Buffer,
    counter = (protocol: Protocol): Counter | undefined => protocol.counter?.(message),
  ): void {
    this.received = 0;
    for (const { protocol } of this.#doors) this.#words.set(protocol, protocol.said(message));
    for (const client of this.clients) client.count(counter(client.protocol));
  }

  /** The client that came as this one, from 0 on, says the message that is counted. */
  say(index: number): void {
    const client = this.clients[index];
    const words = client === undefined ? undefined : this.#words.get(client.protocol);
    if (words !== undefined) client?.say(words);
  }

  /** What a delivery of this message counts. */
  deliveredSize(message: Buffer): number {
    return this.#doors[0]?.protocol.deliveredSize(message) ?? NaN;
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
