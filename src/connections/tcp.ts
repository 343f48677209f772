import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { map, Observable, switchMap } from 'rxjs';
import { ConnectionLost } from '../errors.ts';
import type { Connection, Delivery } from '../events.ts';
import {
  HIGH_WATER_MARK,
  KEEP_ALIVE_DELAY,
  LISTEN_BACKLOG,
  type TcpOptions,
  type TcpSettings,
  tcpSettings,
} from '../options.ts';
import { nextConnectionId } from './connectionId.ts';
import { forgiveWrites } from './forgiveWrites.ts';
import { Joint } from './joint.ts';
import { letIn } from './letIn.ts';
import { listenError } from './listenError.ts';
import { Outbox } from './outbox.ts';

/** A TCP server that listens. */
export interface Listener {
  /** The real address, `::` for all of IPv4 and IPv6. */
  readonly address: string;
  /** The real port. */
  readonly port: number;
  /**
   * Who connects, from now on; for one subscriber. Completes when the server is closed, and unsubscribing closes it:
   * nobody new is accepted and the port is free, while the connections that are there live on.
   */
  readonly connections$: Observable<Connection>;
}

/**
 * A TCP server, cold: subscribing listens, unsubscribing stops listening. Emits one `Listener` once it listens.
 * Completes when the server is closed and its last connection gone. Errors with `ListenError` (with `code`) where it
 * cannot listen, and with `OptionError` for an option that cannot be.
 */
export function tcpListener(options: TcpOptions = {}): Observable<Listener> {
  return new Observable((subscriber) => {
    const settings = tcpSettings(options);
    const server = createServer({
      allowHalfOpen: true, // a client that only ended its side still gets what is for it
      highWaterMark: HIGH_WATER_MARK,
      pauseOnConnect: true, // what it says stays with the kernel until it is listened to: a reset takes what Node has read
    });
    server.on('error', (error) => {
      // Once it listens, an error is of one connection that could not be accepted.
      if (!server.listening) subscriber.error(listenError(error, settings));
    });
    server.on('connection', (socket) => {
      // For as long as the socket lives: without a listener, one client's reset ends the process.
      socket.on('error', () => undefined);
      if (server.listenerCount('connection') === 1) socket.destroy(); // nobody has asked for connections yet
    });
    server.on('close', () => subscriber.complete());
    server.on('listening', () => {
      // A host name was still being looked up when the subscriber left.
      if (subscriber.closed) server.close();
      else subscriber.next(listener(server, settings));
    });
    server.listen({ port: settings.port, host: settings.host, backlog: LISTEN_BACKLOG });
    return () => server.close();
  });
}

/**
 * The connections of a TCP server, cold: subscribing listens on `port` and `host`, unsubscribing stops listening.
 * Completes and errors as `tcpListener` does, which also tells the port.
 */
export function tcpConnections(options: TcpOptions = {}): Observable<Connection> {
  return tcpListener(options).pipe(switchMap(({ connections$ }) => connections$));
}

function listener(server: Server, settings: TcpSettings): Listener {
  const joint = new Joint();
  const { address, port } = server.address() as AddressInfo; // a server that listens on a port has one
  return {
    address,
    port,
    connections$: new Observable<Accepted>((subscriber) => {
      server.on('connection', (socket) => {
        const accepted = accept(socket);
        if (accepted !== undefined) subscriber.next(accepted);
      });
      server.on('close', () => subscriber.complete());
      return () => server.close();
    }).pipe(
      letIn(({ socket }) => socket.destroy()),
      map((accepted) => new TcpConnection(accepted, settings, joint)),
    ),
  };
}

/** A client that is there, and where it comes from: this much at once, as a socket that is closed forgets it. */
interface Accepted {
  readonly socket: Socket;
  readonly address: string;
  readonly port: number;
}

/** A client that is gone before it was accepted has no address any more, and is nobody. */
function accept(socket: Socket): Accepted | undefined {
  const { remoteAddress, remotePort } = socket;
  if (remoteAddress === undefined || remotePort === undefined) {
    socket.destroy();
    return undefined;
  }
  return { socket, address: plainAddress(remoteAddress), port: remotePort };
}

/** A dual-stack socket shows IPv4 addresses mapped into IPv6 (RFC 4291, 2.5.5.2). */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

class TcpConnection implements Connection {
  readonly id = nextConnectionId();
  readonly address: string;
  readonly port: number;
  readonly received$: Observable<Buffer>;
  readonly #socket: Socket;
  readonly #outbox: Outbox;
  readonly #drainTimeout: number;
  #closed = false;

  constructor({ socket, address, port }: Accepted, { maxBacklog, drainTimeout }: TcpSettings, joint: Joint) {
    socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_DELAY);
    this.address = address;
    this.port = port;
    this.received$ = receivedFrom(socket);
    this.#socket = socket;
    this.#drainTimeout = drainTimeout;
    this.#outbox = new Outbox(socket, joint, maxBacklog, () => {
      socket.destroy(new ConnectionLost('slow', `the client left more than ${maxBacklog} bytes unread`));
    });
  }

  send(delivery: Delivery): void {
    if (delivery.pieces === undefined) this.#outbox.send(delivery.bytes);
    else this.#outbox.sendPieces(delivery.pieces);
  }

  close(): void {
    if (this.#closed || this.#socket.destroyed) return;
    this.#closed = true;
    this.#socket.resume(); // what still comes is of no interest, and must not keep the end from being seen
    this.#outbox.end();
    const deadline = setTimeout(() => this.#socket.destroy(), this.#drainTimeout);
    this.#socket.once('close', () => clearTimeout(deadline));
  }
}

function receivedFrom(socket: Socket): Observable<Buffer> {
  const failedWrite = forgiveWrites(socket);
  return new Observable((subscriber) => {
    const next = (chunk: Buffer): void => subscriber.next(chunk);
    const error = (cause: Error): void => subscriber.error(connectionLost(cause));
    const complete = (): void => {
      const failure = failedWrite();
      if (failure === undefined) subscriber.complete();
      else error(failure);
    };
    // Subscribed to late, it may already be over.
    if (socket.errored !== null) error(socket.errored);
    else if (socket.destroyed || socket.readableEnded) complete();
    socket.on('data', next).on('end', complete).on('close', complete).on('error', error).resume();
    return () => {
      socket.off('data', next).off('end', complete).off('close', complete).off('error', error);
    };
  });
}

/** What the system says when the other side, or the way there, is gone without a good-bye. */
const RESET_CODES: readonly (string | undefined)[] = [
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
];

function connectionLost(cause: NodeJS.ErrnoException): ConnectionLost {
  if (cause instanceof ConnectionLost) return cause;
  const reason = RESET_CODES.includes(cause.code) ? 'reset' : 'error';
  return new ConnectionLost(reason, cause.message, { cause });
}
