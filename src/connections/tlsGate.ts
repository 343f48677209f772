import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { map, merge, type Observable } from 'rxjs';
import { type CertificateError, ConnectionLost } from '../errors.ts';
import type { Reloaded } from '../events.ts';
import { changesOf, readCertificate } from './certificate.ts';
import type { TlsFiles } from './settings.ts';

/** A socket that speaks TLS now, or why it does not. */
export type Shaken = TLSSocket | ConnectionLost;

/** Makes TCP sockets speak TLS, with a certificate that can be read anew while clients are connected. */
export class TlsGate {
  /** Reads the files anew when they have changed, and for each value of `reload$`; while it is subscribed to. */
  readonly reloaded$: Observable<Reloaded>;
  readonly #files: TlsFiles;
  readonly #server: Server;
  /** Who waits for a handshake, by where its client comes from. */
  readonly #waiting = new Map<string, (shaken: Shaken) => void>();

  /** Throws `CertificateError` where a file cannot be used. */
  constructor(files: TlsFiles, handshakeTimeout: number, reload$: Observable<unknown>) {
    this.#files = files;
    this.#server = createServer({
      ...readCertificate(files),
      handshakeTimeout,
      allowHalfOpen: true,
      requestCert: files.ca !== undefined,
      rejectUnauthorized: files.ca !== undefined,
    });
    this.#server.on('secureConnection', (socket) => {
      socket.on('error', () => undefined); // for as long as it lives, as with every socket
      // Without an address, its client is gone already, and nobody knows whom it was for.
      const settle = this.#waiting.get(originOf(socket));
      if (settle === undefined) socket.destroy();
      else settle(socket);
    });
    this.#server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
      this.#waiting.get(originOf(socket))?.(noHandshake(error.code ?? error.message, error));
      socket.destroy();
    });
    this.reloaded$ = merge(changesOf(files), reload$).pipe(map(() => this.#reload()));
  }

  /** Calls `done` once, with the same connection as a TLS socket, or with why it is none. */
  shake(socket: Socket, done: (shaken: Shaken) => void): void {
    const origin = originOf(socket);
    let isSettled = false;
    const settle = (shaken: Shaken): void => {
      if (isSettled) return;
      isSettled = true;
      // The same port may be somebody else's by now.
      if (this.#waiting.get(origin) === settle) this.#waiting.delete(origin);
      done(shaken);
    };
    this.#waiting.set(origin, settle);
    // Where nothing else told: a certificate that is not accepted, for one.
    socket.once('close', () => settle(noHandshake('not accepted, or ended too early')));
    this.#server.emit('connection', socket);
  }

  #reload(): Reloaded {
    try {
      this.#server.setSecureContext(readCertificate(this.#files));
      return { type: 'reloaded' };
    } catch (error) {
      return { type: 'reloaded', error: error as CertificateError }; // as readCertificate throws
    }
  }
}

/** Tells connections of one server apart. */
function originOf({ remoteAddress, remotePort, localPort }: Socket): string {
  return `${String(remoteAddress)} ${String(remotePort)} ${String(localPort)}`;
}

function noHandshake(why: string, cause?: Error): ConnectionLost {
  return new ConnectionLost('error', `no TLS handshake: ${why}`, { cause });
}
