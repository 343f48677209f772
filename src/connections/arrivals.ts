import type { Server, Socket } from 'node:net';
import { Observable } from 'rxjs';
import { ConnectionLost } from '../errors.ts';
import type { Premises } from './premises.ts';

/** A client that is there, and where it comes from: this much at once, as a socket that is closed forgets it. */
export interface Accepted {
  readonly socket: Socket;
  readonly address: string;
  readonly port: number;
}

/** A client that is not let in, and why. */
export interface TurnedAway extends Omit<Accepted, 'socket'> {
  readonly lost: ConnectionLost;
}

export type Arrival = Accepted | TurnedAway;

/** What a client's address is where its transport has none. */
const UNIX_SOCKET = { address: 'unix', port: 0 };

/**
 * Whoever connects to any of these servers: through the door and, where there is a gate, through its
 * handshake, or turned away from one of them. On a Unix-domain socket there is no gate: the mode of its file
 * guards it. Completes when all are closed; unsubscribing closes them.
 */
export function arrivals(
  servers: readonly Server[],
  { door, lobby, gate }: Pick<Premises, 'door' | 'lobby' | 'gate'>,
): Observable<Arrival> {
  return new Observable((subscriber) => {
    const shaking = new Set<Socket>();
    let open = servers.length;

    function arrive(socket: Socket, isLocal: boolean): void {
      const origin = isLocal ? UNIX_SOCKET : originOf(socket);
      if (origin === undefined) {
        socket.destroy();
        return;
      }
      const address = isLocal ? undefined : origin.address;
      const itsGate = isLocal ? undefined : gate;
      const refusal = door.enter(address);
      if (refusal !== undefined) {
        lobby.turnAway(socket, itsGate === undefined ? refusal.words : ''); // words would be no TLS
        subscriber.next({ ...origin, lost: refusal.lost });
        return;
      }
      socket.on('close', () => door.leave(address));
      if (itsGate === undefined) {
        subscriber.next({ socket, ...origin });
        return;
      }
      shaking.add(socket);
      itsGate.shake(socket, (shaken) => {
        shaking.delete(socket);
        if (shaken instanceof ConnectionLost) subscriber.next({ ...origin, lost: shaken });
        else if (subscriber.closed) shaken.destroy();
        else subscriber.next({ socket: shaken, ...origin });
      });
    }

    for (const server of servers) {
      const where = server.address();
      const isLocal = where === null || typeof where === 'string'; // a Unix-domain socket
      server.on('connection', (socket) => arrive(socket, isLocal));
      server.on('close', () => {
        open -= 1;
        if (open === 0) subscriber.complete();
      });
    }
    return () => {
      for (const server of servers) server.close();
      for (const socket of shaking) socket.destroy(); // newcomers, who are not let in any more
    };
  });
}

export function isTurnedAway(arrival: Arrival): arrival is TurnedAway {
  return 'lost' in arrival;
}

export function isAccepted(arrival: Arrival): arrival is Accepted {
  return !isTurnedAway(arrival);
}

/** A client that is gone before it was accepted has no address any more, and is nobody. */
export function originOf(socket: Socket): Omit<Accepted, 'socket'> | undefined {
  const { remoteAddress, remotePort } = socket;
  if (remoteAddress === undefined || remotePort === undefined) return undefined;
  return { address: plainAddress(remoteAddress), port: remotePort };
}

/** A dual-stack socket shows IPv4 addresses mapped into IPv6 (RFC 4291, 2.5.5.2). */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
