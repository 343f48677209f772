import { connect, type Socket } from 'node:net';
import type { Counter, Protocol, Reader } from '../protocols/protocol.ts';

/** Every read of every client lands in this one, so reading allocates nothing. */
const READ_BUFFER = Buffer.allocUnsafeSlow(256 * 1024);

/** Whom a client tells what it hears. */
export interface Listener {
  /** So many bytes of deliveries came. */
  heard(bytes: number): void;
  /** The server ended the connection, or sent what is no part of its protocol. */
  lost(reason: string): void;
}

/** One connection to the server that is measured. */
export class Client {
  /** Settles when the server has served this client, by the last step of the handshake; rejects when it never will. */
  readonly ready: Promise<void>;
  /** Bytes of deliveries since `count` was called. */
  received = 0;
  readonly protocol: Protocol;
  readonly #reader: Reader | undefined;
  #messagesBefore = 0;
  readonly #socket: Socket;
  readonly #listener: Listener;
  #counter: Counter | undefined;
  #step = 0;
  #answer = '';
  #settle: () => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;
  #isReady = false;

  constructor(port: number, protocol: Protocol, listener: Listener) {
    this.protocol = protocol;
    this.#reader = protocol.reader?.();
    this.#listener = listener;
    this.ready = new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#fail = reject;
    });
    this.ready.catch(() => undefined); // whoever waits for it is told; nobody has to
    this.#socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: {
        buffer: READ_BUFFER,
        callback: (length, chunk) => {
          this.#read(length, chunk);
          return true;
        },
      },
    });
    this.#socket
      .on('connect', () => this.#speak())
      .on('error', (error) => this.#lose(error.message))
      .on('end', () => this.#lose('the server ended the connection'));
  }

  /** Deliveries since `count` was called; undefined where they have no frames that could be counted. */
  get messages(): number | undefined {
    return this.#reader === undefined ? undefined : this.#reader.messages - this.#messagesBefore;
  }

  /** Counts from zero, from now on. */
  count(counter: Counter | undefined): void {
    this.received = 0;
    this.#messagesBefore = this.#reader?.messages ?? 0;
    this.#counter = counter;
  }

  say(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  leave(): void {
    this.#socket.destroy();
  }

  #read(length: number, chunk: Uint8Array): void {
    if (!this.#isReady) {
      this.#answer += Buffer.from(chunk.buffer, chunk.byteOffset, length).toString('latin1');
      this.#listen();
      return;
    }
    this.#hear(length, chunk);
  }

  #hear(length: number, chunk: Uint8Array): void {
    try {
      const bytes = this.#deliveredIn(length, chunk);
      this.received += bytes;
      this.#listener.heard(bytes);
    } catch (error) {
      this.#lose(error instanceof Error ? error.message : String(error));
    }
  }

  #deliveredIn(length: number, chunk: Uint8Array): number {
    if (this.#reader !== undefined) return this.#reader.read(chunk, length);
    return this.#counter === undefined ? length : this.#counter(chunk, length);
  }

  /** Says what the step of the handshake has to say, or is done with it. */
  #speak(): void {
    const step = this.protocol.handshake[this.#step];
    this.#answer = '';
    if (step === undefined) {
      this.#isReady = true;
      this.#settle();
    } else if (step.say !== undefined) {
      this.say(step.say);
    }
  }

  #listen(): void {
    const step = this.protocol.handshake[this.#step];
    const start = step === undefined ? -1 : this.#answer.indexOf(step.until);
    if (step === undefined || start === -1) return;
    const rest = Buffer.from(this.#answer.slice(start + step.until.length), 'latin1');
    this.#step++;
    this.#speak();
    // A reader must not miss where a frame begins.
    if (this.#isReady && this.#reader !== undefined) this.#hear(rest.length, rest);
  }

  #lose(reason: string): void {
    this.#fail(new Error(reason));
    if (this.#isReady) this.#listener.lost(reason);
  }
}
