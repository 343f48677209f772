import { Duplex } from 'node:stream';
import type { Framed } from './frames.ts';

type Done = (error?: Error | null) => void;

/**
 * What a WebSocket takes for its socket, while the socket itself is read from and written to by a connection: it is fed what
 * comes there, and what it writes, answers to pings and the frame that closes, goes out there.
 */
export class Wire extends Duplex {
  readonly #connection: { send(framed: Framed): void };

  constructor(connection: { send(framed: Framed): void }) {
    super();
    this.#connection = connection;
  }

  /** What has come from the client. When this returns, the WebSocket has told what is in it: it never asks for a pause. */
  feed(chunk: Buffer): void {
    if (!this.destroyed) this.push(chunk);
  }

  override _read(): void {
    // It comes by itself.
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#connection.send({ bytes });
    done();
  }

  /** In one go, so that nothing comes between the two halves of a frame. */
  override _writev(written: readonly { readonly chunk: Buffer }[], done: Done): void {
    this.#connection.send({ bytes: Buffer.concat(written.map(({ chunk }) => chunk)) });
    done();
  }
}
