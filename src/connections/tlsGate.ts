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
      this.#settle(socket, socket);
    });
    this.#server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
      this.#settle(socket, noHandshake(error.code ?? error.message, error));
      socket.destroy();
    });
    this.reloaded$ = merge(changesOf(files), reload$).pipe(map(() => this.#reload()));
  }

  /** Calls `done` once, with the same connection as a TLS socket, or with why it is none. */
  shake(socket: Socket, done: (shaken: Shaken) => void): void {
    this.#waiting.set(originOf(socket), done);
    const origin = { remoteAddress: socket.remoteAddress, remotePort: socket.remotePort };
    // Where nothing else told: a certificate that is not accepted, for one.
    socket.once('close', () => this.#settle(origin, noHandshake('not accepted, or ended too early')));
    this.#server.emit('connection', socket);
  }

  #settle(origin: Origin, shaken: Shaken): void {
    const key = originOf(origin);
    const done = this.#waiting.get(key);
    this.#waiting.delete(key);
    done?.(shaken);
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

type Origin = Pick<Socket, 'remoteAddress' | 'remotePort'>;

/** Tells connections of one server apart. */
function originOf({ remoteAddress, remotePort }: Origin): string {
  return `${String(remoteAddress)} ${String(remotePort)}`;
}

function noHandshake(why: string, cause?: Error): ConnectionLost {
  return new ConnectionLost('error', `no TLS handshake: ${why}`, { cause });
}
