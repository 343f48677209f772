import { Observable, type Subscriber } from 'rxjs';
import type { Connection, Delivery } from '../../src/events.ts';
import { nextConnectionId } from '../../src/connections/connectionId.ts';

/** A connection whose client is the test: `say` is what it sends, `heard` what it got. */
export class MemoryConnection implements Connection {
  readonly id = nextConnectionId();
  readonly address = '192.0.2.1';
  readonly port: number;
  /** Every delivery, one by one. */
  readonly deliveries: Delivery[] = [];
  closed = false;
  /** By how many it is kept open. */
  keptOpen = 0;
  #received: Subscriber<Buffer> | undefined;

  readonly received$ = new Observable<Buffer>((subscriber) => {
    this.#received = subscriber;
  });

  constructor(port = 1) {
    this.port = port;
  }

  send(delivery: Delivery): void {
    this.deliveries.push(delivery);
  }

  keepOpen(): () => void {
    this.keptOpen += 1;
    return () => (this.keptOpen -= 1);
  }

  close(): void {
    this.closed = true;
  }

  say(bytes: string | Uint8Array): void {
    this.#received?.next(Buffer.from(bytes as Uint8Array));
  }

  end(): void {
    this.#received?.complete();
  }

  lose(error: unknown): void {
    this.#received?.error(error);
  }

  /** All bytes so far, joined. */
  get heard(): Buffer {
    return Buffer.concat(this.deliveries.map(({ bytes }) => bytes));
  }
}
