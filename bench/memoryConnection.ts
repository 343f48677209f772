import { Subject } from 'rxjs';
import { nextConnectionId } from '../src/connections/connectionId.ts';
import type { Connection, Delivery } from '../src/events.ts';

/** A client without a socket: it counts what it is sent. */
export class MemoryConnection implements Connection {
  readonly id = nextConnectionId();
  readonly address = '127.0.0.1';
  readonly port = 1;
  readonly #received$ = new Subject<Buffer>();
  readonly received$ = this.#received$.asObservable();
  /** Bytes. */
  heard = 0;

  say(bytes: Buffer): void {
    this.#received$.next(bytes);
  }

  send({ bytes }: Delivery): void {
    this.heard += bytes.length;
  }

  close(): void {
    this.#received$.complete();
  }
}
