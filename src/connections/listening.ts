import { chmodSync } from 'node:fs';
import { createServer, type ListenOptions, type Server } from 'node:net';
import { catchError, concatMap, Observable, of, throwError } from 'rxjs';
import { HIGH_WATER_MARK, LISTEN_BACKLOG } from '../options.ts';
import { listenError } from './listenError.ts';
import type { Place, TcpSettings } from './settings.ts';
import { freePath } from './unixSocket.ts';

/**
 * A server at one place, cold: emits it once it listens, and completes when it is closed, which unsubscribing does. Errors
 * with `ListenError`.
 */
export function listeningAt(place: Place, settings: TcpSettings): Observable<Server> {
  const free$ = place.kind === 'path' ? freePath(place.path) : of(undefined);
  return free$.pipe(
    concatMap(() => listen(place, settings)),
    catchError((error: unknown) => throwError(() => listenError(error as NodeJS.ErrnoException, place))), // Node's
  );
}

function listen(place: Place, { socketMode }: TcpSettings): Observable<Server> {
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
      if (subscriber.closed) {
        server.close(); // a host name was still being looked up when the subscriber left
      } else {
        try {
          if (place.kind === 'path') chmodSync(place.path, socketMode);
          subscriber.next(server);
        } catch (error) {
          subscriber.error(error);
        }
      }
    });
    server.listen(listenOptions(place));
    return () => server.close();
  });
}

/** One for all sockets. */
function ignore(): void {
  // What befalls a socket is told by its connection.
}

function listenOptions(place: Place): ListenOptions & { readonly fd?: number } {
  const backlog = LISTEN_BACKLOG;
  switch (place.kind) {
    case 'port':
      return { port: place.port, host: place.host, backlog };
    case 'path':
      return { path: place.path, backlog };
    case 'fd':
      return { fd: place.fd, backlog };
  }
}
