import { createServer, type IncomingMessage, ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import { Observable, switchMap } from 'rxjs';
import { originOf } from '../connections/arrivals.ts';
import { listeningAtPort } from '../connections/listening.ts';
import type { Premises } from '../connections/premises.ts';
import type { Address } from '../connections/tcp.ts';
import { ConnectionLost } from '../errors.ts';
import type { Route } from '../operations/route.ts';
import { isLoopback, isStranger } from './origins.ts';
import { type Answer, PROTECTION, respond, respondAndClose } from './respond.ts';
import { Visitors } from './visitors.ts';
import type { WebSocketDoor } from './webSocketDoor.ts';

/** Bytes of a request's head: what browsers send, several times over. */
const MOST_HEADER_BYTES = 16 * 1024;
/** Requests over one connection: a page and all that belongs to it. */
const MOST_REQUESTS = 100;

/** One port of HTTP, and what there is at it. */
export interface HttpPlace {
  readonly port: number;
  readonly host: string;
  readonly routes: readonly Route[];
  /** Connections that are no clients. */
  readonly maxHttp: number;
  /** Milliseconds in which one of those is to say what it wants. */
  readonly requestTime: number;
  /** Names that this may be called by, as origins, though it is bound to the loopback. */
  readonly origins: ReadonlySet<string>;
  /** Whether an address may ask. */
  readonly mayCome: (address: string) => boolean;
  /** For whom `/chat` is, where there is one. */
  readonly webSockets?: Pick<WebSocketDoor, 'admit'> | undefined;
}

/** Where clients come by WebSocket. */
const CHAT = '/chat';

const NOT_FOUND: Answer = { status: 404, text: 'Nothing is here' };
const FOR_WEB_SOCKETS: Answer = {
  status: 426,
  text: 'Only WebSockets come in here',
  headers: { upgrade: 'websocket', connection: 'upgrade, close' },
};
const NOT_YOURS: Answer = { status: 403, text: 'Not allowed from your address' };
const STRANGER: Answer = {
  status: 403,
  text: 'Not called so: use localhost or the address, or start it with --http-host or --http-origin',
};
const ONLY_READING: Answer = {
  status: 405,
  text: 'Only GET and HEAD',
  headers: { allow: 'GET, HEAD' },
};

/** What Node's parser says against a request, and its answer. */
const BAD_REQUEST: Answer = { status: 400, text: 'No HTTP request' };
const TOO_LARGE: Answer = { status: 431, text: `More than ${MOST_HEADER_BYTES} bytes of headers` };

/**
 * Serves HTTP at one port, cold: emits where, once it listens. Unsubscribing closes it and all connections there that are no
 * clients, at once. Errors with `ListenError`.
 */
export function httpPlace(place: HttpPlace, premises: Pick<Premises, 'lobby' | 'gate'>): Observable<Address> {
  return listeningAtPort(place.port, place.host).pipe(
    switchMap((server) => serving(server, place, premises)),
  );
}

function serving(
  server: Server,
  place: HttpPlace,
  { lobby, gate }: Pick<Premises, 'lobby' | 'gate'>,
): Observable<Address> {
  return new Observable<Address>((subscriber) => {
    const where = addressOf(server);
    const routes = new Map(place.routes.map((route) => [route.path, route]));
    const visitors = new Visitors(place.maxHttp, place.requestTime);
    const isLocal = isLoopback(where.address);
    // It listens nowhere itself: what it is to speak on comes from the door of this server.
    const http = createServer({ maxHeaderSize: MOST_HEADER_BYTES });
    http.maxRequestsPerSocket = MOST_REQUESTS;

    function strangerRefusalOf({ headers }: IncomingMessage): Answer | undefined {
      return isLocal && isStranger(headers.host, place.origins) ? STRANGER : undefined;
    }

    function refusalOf(request: IncomingMessage): Answer | undefined {
      const address = originOf(request.socket)?.address;
      if (address === undefined || !place.mayCome(address)) return NOT_YOURS;
      const path = pathOf(request);
      if (path === CHAT && place.webSockets !== undefined) return FOR_WEB_SOCKETS;
      if (!routes.has(path)) return NOT_FOUND;
      return request.method === 'GET' || request.method === 'HEAD' ? undefined : ONLY_READING;
    }

    function upgradeRefusalOf(request: IncomingMessage, socket: Socket, head: Buffer): Answer | undefined {
      if (pathOf(request) !== CHAT || place.webSockets === undefined) return NOT_FOUND;
      return place.webSockets.admit(request, socket, head);
    }

    /** In its turn: what is made for one who waits for another answer is kept, and is not told when the connection ends. */
    function takeTurn(request: IncomingMessage, response: ServerResponse): void {
      visitors.asks(request.socket);
      if (response.socket === null) response.once('socket', () => answer(request, response));
      else answer(request, response);
    }

    function answer(request: IncomingMessage, response: ServerResponse): void {
      const { socket } = request;
      response.on('close', () => visitors.isAnswered(socket));
      for (const [name, value] of Object.entries(PROTECTION)) response.setHeader(name, value);
      const refusal = strangerRefusalOf(request) ?? refusalOf(request);
      if (refusal !== undefined) respond(response, refusal);
      else routes.get(pathOf(request))?.answer(request, response);
    }

    /** To whoever would rather speak something else, such as HTTP/2, and did not ask for more than it is used to. */
    function answerAsIs(request: IncomingMessage, socket: Socket): void {
      if (visitors.isAsking(socket)) {
        socket.destroy(); // another answer is still to go there
        return;
      }
      const response = new ServerResponse(request);
      response.shouldKeepAlive = false; // what comes after it would be read by nobody
      response.assignSocket(socket);
      response.on('finish', () => socket.end());
      socket.resume();
      takeTurn(request, response);
    }

    function upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
      if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
        answerAsIs(request, socket);
        return;
      }
      visitors.leave(socket);
      socket.setTimeout(0); // HTTP's own, which goes on otherwise
      const refusal = strangerRefusalOf(request) ?? upgradeRefusalOf(request, socket, head);
      if (refusal !== undefined) respondAndClose(socket, lobby, refusal);
    }

    function speak(socket: Socket): void {
      visitors.enter(socket);
      http.emit('connection', socket);
      socket.resume(); // it is paused when it is accepted
    }

    function accept(socket: Socket): void {
      if (gate === undefined) {
        speak(socket);
        return;
      }
      visitors.enter(socket);
      gate.shake(socket, (shaken) => {
        visitors.leave(socket);
        if (shaken instanceof ConnectionLost) return;
        if (subscriber.closed) shaken.destroy();
        else speak(shaken);
      });
    }

    http.on('request', takeTurn);
    http.on('upgrade', upgrade);
    http.on('clientError', ({ code }: NodeJS.ErrnoException, socket: Socket) => {
      visitors.leave(socket);
      if (!socket.writable || code === 'ECONNRESET') socket.destroy();
      else respondAndClose(socket, lobby, code === 'HPE_HEADER_OVERFLOW' ? TOO_LARGE : BAD_REQUEST);
    });
    server.on('connection', accept);
    subscriber.next(where);
    return () => visitors.sendAway();
  });
}

/** Where a request goes, without what stands behind the path. */
function pathOf({ url = '' }: IncomingMessage): string {
  return url.replace(/[?#].*$/s, '');
}

function addressOf(server: Server): Address {
  const where = server.address();
  if (where === null || typeof where === 'string') throw new Error('a port is no path'); // as asked for
  return { address: where.address, port: where.port };
}
