import { createServer, type ListenOptions, type Server } from 'node:net';
import { catchError, defer, Observable, throwError } from 'rxjs';
import { HIGH_WATER_MARK, LISTEN_BACKLOG } from '../options.ts';
import { listenError } from './listenError.ts';
import type { Place, TcpSettings } from './settings.ts';
import { movedTo, nameBeside } from './unixSocket.ts';

/**
 * A server at one place, cold: emits it once it listens, and completes when it is closed, which unsubscribing does. Errors
 * with `ListenError`.
 */
export function listeningAt(
  place: Place,
  { socketMode }: Pick<TcpSettings, 'socketMode'>,
): Observable<Server> {
  return explained(serverAt(place, socketMode), place);
}

/** The same at a port of an address. */
export function listeningAtPort(port: number, host: string): Observable<Server> {
  return explained(listen({ port, host }), { kind: 'port', port, host });
}

function explained(server$: Observable<Server>, place: Place): Observable<Server> {
  return server$.pipe(
    catchError((error: unknown) => throwError(() => listenError(error as NodeJS.ErrnoException, place))), // Node's
  );
}

function serverAt(place: Place, socketMode: number): Observable<Server> {
  switch (place.kind) {
    case 'port':
      return listen({ port: place.port, host: place.host });
    case 'path':
      return listenAtPath(place.path, socketMode);
    case 'fd':
      return listen({ fd: place.fd });
  }
}

function listenAtPath(path: string, mode: number): Observable<Server> {
  return defer(() => {
    const name = nameBeside(path);
    return listen({ path: name }).pipe(movedTo(path, name, mode));
  });
}

function listen(where: ListenOptions & { readonly fd?: number }): Observable<Server> {
  return new Observable((subscriber) => {
    const server = createServer({
      allowHalfOpen: true, // a client that only ended its side still gets what is for it
      highWaterMark: HIGH_WATER_MARK,
      pauseOnConnect: true, // what it says stays with the kernel until it is listened to: a reset takes what Node has read
    });
    server.on('error', (error) => {
      // Once it listens, an error is of one connection that could not be accepted.
      if (!server.listening) subscriber.error(error);
    });
    server.on('connection', (socket) => {
      // For as long as the socket lives: without a listener, one client's reset ends the process.
      socket.on('error', ignore);
      if (server.listenerCount('connection') === 1) socket.destroy(); // nobody has asked for connections yet
    });
    server.on('close', () => subscriber.complete());
    server.on('listening', () => {
      if (!subscriber.closed) subscriber.next(server);
      else server.close(); // a host name was still being looked up when the subscriber left
    });
    server.listen({ ...where, backlog: LISTEN_BACKLOG });
    return () => server.close();
  });
}

/** One for all sockets. */
function ignore(): void {
  // What befalls a socket is told by its connection.
}
