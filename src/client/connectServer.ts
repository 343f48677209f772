import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { Observable, throwError, timeout } from 'rxjs';
import type { ClientSettings } from './clientSettings.ts';
import { serverLost } from './serverLost.ts';

type Way = Pick<ClientSettings, 'host' | 'port' | 'tls' | 'connectTimeout' | 'keepAlive'>;

/**
 * Connects once: emits the socket, TLS and all, and completes; from then on it belongs to whoever got it. Errors with
 * `ServerLost`. Unsubscribed before that, the try is given up.
 */
export function connectServer(way: Way): Observable<Socket> {
  return open(way).pipe(
    timeout({
      first: way.connectTimeout,
      with: () =>
        throwError(() => serverLost(Object.assign(new Error('too slow'), { code: 'ETIMEDOUT' }), way)),
    }),
  );
}

function open(way: Way): Observable<Socket> {
  return new Observable((subscriber) => {
    const socket = socketTo(way);
    let isHandedOver = false;
    const fail = (error: Error): void => subscriber.error(serverLost(error, way));
    socket.on('error', fail); // stays: what befalls a socket that is destroyed is nobody's business
    socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
      socket.setNoDelay(true);
      socket.setKeepAlive(true, way.keepAlive);
      isHandedOver = true;
      subscriber.next(socket);
      subscriber.complete();
    });
    return () => {
      if (!isHandedOver) socket.destroy();
    };
  });
}

function socketTo({ host, port, tls }: Way): Socket {
  if (tls === undefined) return connectTcp({ host, port });
  const servername = tls.name ?? (isIP(host) === 0 ? host : undefined);
  return connectTls({
    host,
    port,
    minVersion: 'TLSv1.2', // older ones are deprecated (RFC 8996)
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    ...(servername === undefined ? {} : { servername }),
  });
}
