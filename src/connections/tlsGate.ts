import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { filter, map, merge, type Observable } from 'rxjs';
import { ConnectionLost } from '../errors.ts';
import type { Reloaded } from '../events.ts';
import { LIMITS } from '../limits.ts';
import { changesOf, fingerprint, readCertificate } from './certificate.ts';
import { afterRunning } from './runningTime.ts';
import type { TlsFiles } from './settings.ts';

/** A socket that speaks TLS now, or why it does not. */
export type Shaken = TLSSocket | ConnectionLost;

/** Makes TCP sockets speak TLS, with a certificate that can be read anew while clients are connected. */
export class TlsGate {
  /** Reads the files anew when their content is new, and for each value of `reload$`; while subscribed to. */
  readonly reloaded$: Observable<Reloaded>;
  readonly #files: TlsFiles;
  readonly #handshake: number;
  readonly #server: Server;
  /** Who waits for a handshake, by where its client comes from. */
  readonly #waiting = new Map<string, (shaken: Shaken) => void>();
  /** The fingerprint of what was read last, whether it could be used or not. */
  #lastRead: string;

  /**
   * Throws `CertificateError` where a file cannot be used.
   *
   * @param handshake milliseconds that one may take.
   */
  constructor(files: TlsFiles, handshake: number, reload$: Observable<unknown>) {
    this.#files = files;
    this.#handshake = handshake;
    this.#lastRead = fingerprint(files);
    this.#server = createServer({
      ...readCertificate(files),
      handshakeTimeout: LIMITS.tlsHandshake.max, // it knows nothing of a process that was stopped
      requestCert: files.ca !== undefined,
      rejectUnauthorized: false, // it is refused below, where there is a reason to tell
    });
    this.#server.on('secureConnection', (socket) => {
      socket.on('error', () => undefined); // for as long as it lives, as with every socket
      socket.allowHalfOpen = true; // who ends its side now still gets what is for it
      // Without an address, its client is gone already, and nobody knows whom it was for.
      const settle = this.#waiting.get(originOf(socket));
      if (settle === undefined) {
        socket.destroy();
      } else if (files.ca === undefined || socket.authorized) {
        settle(socket);
      } else {
        settle(noHandshake(`certificate not accepted: ${String(socket.authorizationError)}`));
        socket.destroy();
      }
    });
    this.#server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
      this.#waiting.get(originOf(socket))?.(noHandshake(error.code ?? error.message, error));
      socket.destroy();
    });
    const changed$ = changesOf(files).pipe(filter(() => fingerprint(files) !== this.#lastRead));
    this.reloaded$ = merge(changed$, reload$).pipe(map(() => this.#reload()));
  }

  /** Calls `done` once, with the same connection as a TLS socket, or with why it is none. */
  shake(socket: Socket, done: (shaken: Shaken) => void): void {
    const origin = originOf(socket);
    let isSettled = false;
    const settle = (shaken: Shaken): void => {
      if (isSettled) return;
      isSettled = true;
      cancel();
      // The same port may be somebody else's by now.
      if (this.#waiting.get(origin) === settle) this.#waiting.delete(origin);
      done(shaken);
    };
    const cancel = afterRunning(this.#handshake, () => {
      settle(noHandshake(`it took longer than ${this.#handshake} milliseconds`));
      socket.destroy();
    });
    this.#waiting.set(origin, settle);
    socket.once('close', () => settle(noHandshake('it ended too early')));
    socket.allowHalfOpen = false; // who ends its side, or is reset, before there is TLS would be waited for
    this.#server.emit('connection', socket);
  }

  #reload(): Reloaded {
    this.#lastRead = fingerprint(this.#files);
    try {
      this.#server.setSecureContext(readCertificate(this.#files));
      return { type: 'reloaded' };
    } catch (error) {
      return { type: 'reloaded', error: error as Error }; // as readCertificate and Node throw
    }
  }
}

/** Tells connections of one server apart. */
function originOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return [remoteAddress, remotePort, localAddress, localPort].map(String).join(' ');
}

function noHandshake(why: string, cause?: Error): ConnectionLost {
  return new ConnectionLost('error', `no TLS handshake: ${why}`, { cause });
}
