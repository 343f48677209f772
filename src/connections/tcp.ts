import type { Server } from 'node:net';
import {
  combineLatest,
  concatMap,
  connect,
  defer,
  EMPTY,
  endWith,
  filter,
  ignoreElements,
  map,
  merge,
  type Observable,
  switchMap,
  takeUntil,
} from 'rxjs';
import type { Connection, Reloaded } from '../events.ts';
import type { TcpOptions } from '../options.ts';
import { arrivals, isAccepted, isTurnedAway } from './arrivals.ts';
import { letIn } from './letIn.ts';
import { listeningAt } from './listening.ts';
import { type Premises, premisesOf } from './premises.ts';
import { type Place, tcpSettings, type TcpSettings } from './settings.ts';
import { RefusedConnection, TcpConnection } from './tcpConnection.ts';

/**
 * Where a server listens: the real address, `::` for all of IPv4 and IPv6, and port; or the path of a
 * socket (`descriptor 3`, for one that was opened elsewhere), and 0.
 *
 * @category Transports
 */
export interface Address {
  /** An IP address, or a path. */
  readonly address: string;
  /** 1 to 65535; 0 where there is none. */
  readonly port: number;
}

/** A TCP server that listens. `address` and `port` are those of the first of `addresses`. @category Transports */
export interface Listener extends Address {
  /** All places that it listens at: a port, a Unix-domain socket, both, or what was opened elsewhere. */
  readonly addresses: readonly Address[];
  /**
   * Who connects, from now on; for one subscriber. Completes when the server is closed, and unsubscribing closes it:
   * nobody new is accepted and the port is free, while the connections that are there live on. Those that are not let in
   * are among them, told apart by `turnedAway`.
   */
  readonly connections$: Observable<Connection>;
  /** While it is subscribed to, TLS files are read anew when they change, and when `reload$` says so. Completes without TLS. */
  readonly reloaded$: Observable<Reloaded>;
}

/**
 * A TCP server, cold: subscribing listens, unsubscribing stops listening. Emits one `Listener` once it listens.
 * Completes when the server is closed and its last connection gone. Errors with `ListenError` (with `code`) where it
 * cannot listen, with `CertificateError` for a TLS file that cannot be used, and with `OptionError` for an option that
 * cannot be.
 *
 * @category Transports
 */
export function tcpListener(options: TcpOptions = {}): Observable<Listener> {
  return defer(() => {
    const settings = tcpSettings(options);
    return premisesOf(settings).pipe(concatMap((premises) => listenerOn(premises, settings)));
  });
}

/** The same on premises that are shared with others. */
export function listenerOn(premises: Premises, settings: TcpSettings): Observable<Listener> {
  return combineLatest(settings.places.map((place) => listeningAt(place, settings))).pipe(
    map((servers) => listenerOf(servers, settings.places, premises)),
  );
}

/**
 * The connections of a TCP server, cold: subscribing listens, unsubscribing stops listening. Completes and errors as
 * `tcpListener` does, which also tells the port.
 *
 * @category Transports
 */
export function tcpConnections(options: TcpOptions = {}): Observable<Connection> {
  return tcpListener(options).pipe(
    switchMap(({ connections$, reloaded$ }) =>
      connections$.pipe(connect((connection$) => merge(connection$, unseen(reloaded$, connection$)))),
    ),
  );
}

/** Only its work is wanted, for as long as `while$` lasts. */
function unseen(source$: Observable<unknown>, while$: Observable<unknown>): Observable<never> {
  return source$.pipe(takeUntil(while$.pipe(ignoreElements(), endWith(true))), ignoreElements());
}

function listenerOf(servers: readonly Server[], places: readonly Place[], premises: Premises): Listener {
  const addresses = servers.map((server, index) => addressOf(server, places[index]));
  const [{ address, port } = { address: '', port: 0 }] = addresses; // there is at least one place
  return {
    address,
    port,
    addresses,
    connections$: arrivals(servers, premises).pipe(
      connect((arrival$) =>
        merge(
          arrival$.pipe(
            filter(isAccepted),
            letIn(({ socket }) => socket.destroy()),
            map((accepted) => new TcpConnection(accepted, premises.shared)),
          ),
          arrival$.pipe(
            filter(isTurnedAway),
            map((turnedAway) => new RefusedConnection(turnedAway)),
          ),
        ),
      ),
    ),
    reloaded$: premises.gate?.reloaded$ ?? EMPTY,
  };
}

function addressOf(server: Server, place: Place | undefined): Address {
  if (place?.kind === 'path') return { address: place.path, port: 0 }; // Node tells the name it had first
  const where = server.address();
  if (where !== null && typeof where !== 'string') return { address: where.address, port: where.port };
  // Node does not tell the path of a socket that was opened elsewhere.
  return { address: where ?? (place?.kind === 'fd' ? `descriptor ${place.fd}` : ''), port: 0 };
}
