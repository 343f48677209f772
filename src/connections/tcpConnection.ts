import type { Socket } from 'node:net';
import { EMPTY, type Observable } from 'rxjs';
import type { ConnectionLost } from '../errors.ts';
import type { Connection, Delivery } from '../events.ts';
import { KEEP_ALIVE_DELAY } from '../options.ts';
import type { Accepted, TurnedAway } from './arrivals.ts';
import { nextConnectionId } from './connectionId.ts';
import type { Joint } from './joint.ts';
import { Outbox } from './outbox.ts';
import { Reader, type Traffic } from './reader.ts';

/** What the connections of one server share. */
export interface Shared extends Traffic {
  readonly joint: Joint;
  /** Milliseconds that one may take to send what is unsent once it is closed. */
  readonly drainTimeout: number;
}

/** A client over TCP, TLS or a Unix-domain socket. */
export class TcpConnection implements Connection {
  readonly id = nextConnectionId();
  readonly address: string;
  readonly port: number;
  readonly received$: Observable<Buffer>;
  readonly #socket: Socket;
  readonly #reader: Reader;
  readonly #outbox: Outbox;
  readonly #drainTimeout: number;
  #deadline: NodeJS.Timeout | undefined;
  /** By how many it is kept open, and whether it is to be closed as soon as it is by none. */
  #keptBy = 0;
  #isClosing = false;

  constructor({ socket, address, port }: Accepted, shared: Shared) {
    socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_DELAY);
    this.address = address;
    this.port = port;
    this.#socket = socket;
    this.#reader = new Reader(socket, shared);
    this.#outbox = new Outbox(socket, shared.joint, shared.backlogs);
    this.received$ = this.#reader.received$;
    this.#drainTimeout = shared.drainTimeout;
    socket.on('close', () => {
      clearTimeout(this.#deadline);
      this.#outbox.discard();
    });
  }

  send(delivery: Pick<Delivery, 'bytes' | 'pieces'>): void {
    if (delivery.pieces === undefined) this.#outbox.send(delivery.bytes);
    else this.#outbox.sendPieces(delivery.pieces);
  }

  pauseFor(milliseconds: number): void {
    this.#reader.pauseFor(milliseconds);
  }

  get isPaused(): boolean {
    return this.#reader.isPaused;
  }

  get backlog(): number {
    return this.#outbox.backlog;
  }

  keepOpen(): () => void {
    this.#keptBy += 1;
    return () => {
      this.#keptBy -= 1;
      if (this.#isClosing && this.#keptBy === 0) this.#end();
    };
  }

  endPause(): void {
    this.#reader.drop();
  }

  close(): void {
    this.#reader.drop();
    this.#socket.resume(); // what still comes is of no interest, and must not keep the end from being seen
    this.#isClosing = true;
    if (this.#keptBy === 0) this.#end();
  }

  #end(): void {
    if (this.#deadline !== undefined || this.#socket.destroyed) return;
    this.#outbox.end();
    this.#deadline = setTimeout(() => this.#socket.destroy(), this.#drainTimeout);
  }
}

/** A client that was not let in, and is told of once. */
export class RefusedConnection implements Connection {
  readonly id = nextConnectionId();
  readonly address: string;
  readonly port: number;
  readonly turnedAway: ConnectionLost;
  readonly received$ = EMPTY;

  constructor({ address, port, lost }: TurnedAway) {
    this.address = address;
    this.port = port;
    this.turnedAway = lost;
  }

  send(): void {
    // It was told all that it is told.
  }

  close(): void {
    // It is closed.
  }
}
