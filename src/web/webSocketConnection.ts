import { Observable, type Subscriber } from 'rxjs';
import { WebSocket } from 'ws';
import { IdleClock } from '../connections/idleClock.ts';
import type { TcpConnection } from '../connections/tcpConnection.ts';
import { ConnectionLost } from '../errors.ts';
import type { Connection, Delivery } from '../events.ts';
import { type Framed, framesOf } from './frames.ts';
import { Heartbeat } from './heartbeat.ts';
import type { Wire } from './wire.ts';

/** How long a client may be silent, in milliseconds. */
export interface Silence {
  /** From one ping to the next, which an answer is to come before. */
  readonly httpPing: number;
  /** Without a message, however many pings are answered; 0 for no limit. */
  readonly idleTimeout: number;
}

/** Codes of the frame that closes (RFC 6455, 7.4.1). */
const NORMAL = 1000;
const GOING_AWAY = 1001;

/**
 * A client over WebSocket: a TCP connection whose bytes are frames. `ws` makes messages of them; what it answers, and what is
 * delivered, go out through the same outbox, so a browser has the limits of everybody else, and costs about as much.
 */
export class WebSocketConnection implements Connection {
  readonly id: number;
  readonly address: string;
  readonly port: number;
  readonly received$: Observable<Buffer>;
  readonly #inner: TcpConnection;
  readonly #wire: Wire;
  readonly #webSocket: WebSocket;
  readonly #silence: Silence;
  /** Whether it was over before it was closed here. */
  #isOver = false;
  /** By how many it is kept open, and whether it is to be closed as soon as it is by none. */
  #keptBy = 0;
  #isClosing = false;

  /** @param webSocket has `wire` for its socket, which writes to `inner`. */
  constructor(inner: TcpConnection, wire: Wire, webSocket: WebSocket, silence: Silence) {
    this.id = inner.id;
    this.address = inner.address;
    this.port = inner.port;
    this.#inner = inner;
    this.#wire = wire;
    this.#webSocket = webSocket;
    this.#silence = silence;
    this.received$ = new Observable((subscriber) => this.#receive(subscriber));
    webSocket.on('error', ignore); // for as long as it lives: it is told below, while somebody listens
  }

  /** Whether it is also told who is there. */
  get protocol(): string {
    return this.#webSocket.protocol;
  }

  send(delivery: Delivery): void {
    this.tell(framesOf(delivery));
  }

  /** Sends frames as they are. Who has said good-bye, or broken the rules, is told nothing more. */
  tell(framed: Framed): void {
    if (this.#webSocket.readyState === WebSocket.OPEN) this.#inner.send(framed);
  }

  pauseFor(milliseconds: number): void {
    this.#inner.pauseFor(milliseconds);
  }

  get isPaused(): boolean {
    return this.#inner.isPaused;
  }

  get backlog(): number {
    return this.#inner.backlog;
  }

  keepOpen(): () => void {
    const release = this.#inner.keepOpen();
    this.#keptBy += 1;
    return () => {
      this.#keptBy -= 1;
      if (this.#isClosing && this.#keptBy === 0) this.#sayGoodBye();
      release();
    };
  }

  endPause(): void {
    this.#inner.endPause();
  }

  close(): void {
    this.#isClosing = true;
    if (this.#keptBy === 0) this.#sayGoodBye();
    this.#inner.close();
  }

  #sayGoodBye(): void {
    if (this.#webSocket.readyState === WebSocket.OPEN) {
      this.#webSocket.close(this.#isOver ? NORMAL : GOING_AWAY);
    }
    this.#wire.destroy(); // and with it the time that the client would have to answer: that is up to the connection
  }

  #receive(subscriber: Subscriber<Buffer>): () => void {
    const webSocket = this.#webSocket;
    const wire = this.#wire;
    const isHeld = (): boolean => this.#inner.isPaused;
    const end = (lost?: ConnectionLost): void => {
      this.#isOver = true;
      if (lost === undefined) subscriber.complete();
      else subscriber.error(lost);
    };
    const complete = (): void => end();
    const { httpPing, idleTimeout } = this.#silence;
    const idle =
      idleTimeout === 0
        ? undefined
        : new IdleClock(idleTimeout, isHeld, () => {
            end(new ConnectionLost('idle', `no message came for ${idleTimeout} milliseconds`));
          });
    const heartbeat = new Heartbeat(
      httpPing,
      isHeld,
      () => webSocket.ping(),
      () => end(new ConnectionLost('reset', `a ping was not answered for ${httpPing} milliseconds`)),
    );
    const tell = (message: Buffer): void => {
      idle?.refresh();
      if (message.length > 0) subscriber.next(message);
    };
    const fail = (error: Error): void => {
      end(new ConnectionLost('error', `not as a WebSocket speaks: ${error.message}`, { cause: error }));
    };
    const giveUp = (): void => {
      end(new ConnectionLost('error', 'not as a WebSocket speaks: more pings at once than are answered'));
    };
    webSocket.on('message', tell).on('error', fail);
    wire.on('finish', complete).on('close', giveUp); // both sides have said good-bye, or `ws` does not want to go on
    const received = this.#inner.received$.subscribe({
      next: (chunk) => {
        heartbeat.hear();
        wire.feed(chunk);
      },
      error: end,
      complete,
    });
    return () => {
      received.unsubscribe();
      heartbeat.stop();
      idle?.stop();
      webSocket.off('message', tell).off('error', fail);
      wire.off('finish', complete).off('close', giveUp);
    };
  }
}

function ignore(): void {
  // Whoever listens is told.
}
