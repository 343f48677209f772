import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Observable, type Subscriber } from 'rxjs';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Accepted, originOf } from '../connections/arrivals.ts';
import type { Refusal } from '../connections/door.ts';
import type { Premises } from '../connections/premises.ts';
import { RefusedConnection, type Shared, TcpConnection } from '../connections/tcpConnection.ts';
import { mayJoin } from './origins.ts';
import type { Answer } from './respond.ts';
import { type Silence, WebSocketConnection } from './webSocketConnection.ts';
import { Wire } from './wire.ts';

/** What a client says that is to be told who is there, beside what is said. */
export const ROOM_PROTOCOL = 'talk.room.1';

/** How clients may come by WebSocket. */
export interface WebSocketSettings {
  /** Bytes of one message. */
  readonly maxMessage: number;
  readonly httpPing: number;
  readonly httpOrigins: ReadonlySet<string>;
}

/** Bytes that a piece of a message has on average, at the least, beyond the first thousand: each costs more than its bytes. */
const SMALL_PIECE = 64;
const SMALL_PIECES = 1024;

const NOT_FROM_THERE: Answer = {
  status: 403,
  text: 'No page of another origin may join: start it with --http-origin',
};
const NOT_NOW: Answer = { status: 503, text: 'Nobody is let in now' };

/** Lets in who comes by WebSocket, through the door that all of the server's clients come through. */
export class WebSocketDoor {
  /** Who comes; for one subscriber, without whom nobody is let in. Never completes. */
  readonly connections$: Observable<WebSocketConnection | RefusedConnection>;
  readonly #premises: Premises;
  readonly #origins: ReadonlySet<string>;
  readonly #shared: Shared;
  readonly #silence: Silence;
  readonly #server: WebSocketServer;
  #subscriber: Subscriber<WebSocketConnection | RefusedConnection> | undefined;

  constructor(premises: Premises, { maxMessage, httpPing, httpOrigins }: WebSocketSettings) {
    const { shared } = premises;
    this.#premises = premises;
    this.#origins = httpOrigins;
    this.#shared = { ...shared, idleTimeout: 0 }; // bytes are no sign of life here: browsers answer pings by themselves
    this.#silence = { httpPing, idleTimeout: shared.idleTimeout };
    const mostPieces = SMALL_PIECES + Math.ceil(maxMessage / SMALL_PIECE);
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false, // each receiver would need a deflation of its own
      maxPayload: maxMessage,
      maxFragments: mostPieces,
      maxBufferedChunks: mostPieces,
      handleProtocols: (protocols) => (protocols.has(ROOM_PROTOCOL) ? ROOM_PROTOCOL : false),
    });
    this.connections$ = new Observable((subscriber) => {
      this.#subscriber = subscriber;
      return () => (this.#subscriber = undefined);
    });
  }

  /** Lets a client in, or tells what it is answered instead. */
  admit(request: IncomingMessage, socket: Socket, head: Buffer): Answer | undefined {
    const { headers } = request;
    const peer = originOf(socket);
    if (peer === undefined) {
      socket.destroy();
      return undefined;
    }
    if (this.#subscriber === undefined) return NOT_NOW;
    const origin = headers.origin ?? headers['sec-websocket-origin']?.toString(); // of older browsers
    if (!mayJoin(origin, headers.host, this.#origins)) return NOT_FROM_THERE;
    const { door } = this.#premises;
    const refusal = door.enter(peer.address);
    if (refusal !== undefined) {
      this.#subscriber.next(new RefusedConnection({ ...peer, lost: refusal.lost }));
      return answerOf(refusal);
    }
    socket.on('close', () => door.leave(peer.address));
    if (head.length > 0) socket.unshift(head);
    const connection = this.#shakeHands(request, { socket, ...peer });
    if (connection !== undefined) this.#subscriber.next(connection);
    return undefined;
  }

  /** Undefined where the request is none for a WebSocket, and was answered so. */
  #shakeHands(request: IncomingMessage, accepted: Accepted): WebSocketConnection | undefined {
    const inner = new TcpConnection(accepted, this.#shared);
    const wire = new Wire(inner);
    let webSocket: WebSocket | undefined;
    this.#server.handleUpgrade(request, wire, NOTHING, (made) => (webSocket = made));
    if (webSocket !== undefined) return new WebSocketConnection(inner, wire, webSocket, this.#silence);
    inner.close();
    return undefined;
  }
}

const NOTHING = Buffer.alloc(0);

function answerOf({ lost, words }: Refusal): Answer {
  if (lost.reason === 'refused') return { status: 403, text: 'Not allowed from your address' };
  return { status: 503, text: words.trimEnd() };
}
