import { from, map, type Observable, of } from 'rxjs';
import { Backlogs } from './backlogs.ts';
import { Brake } from './brake.ts';
import { Door } from './door.ts';
import { Joint } from './joint.ts';
import { Lobby } from './lobby.ts';
import type { TcpSettings } from './settings.ts';
import type { Shared } from './tcpConnection.ts';
import type { TlsGate } from './tlsGate.ts';

/** What all that one server listens at has in common, whatever its clients speak. */
export interface Premises {
  readonly door: Door;
  readonly lobby: Lobby;
  /** Undefined where there is no TLS. */
  readonly gate: TlsGate | undefined;
  readonly shared: Shared;
}

/** New ones, once for each subscription. Errors with `CertificateError` for a TLS file that cannot be used. */
export function premisesOf(settings: TcpSettings): Observable<Premises> {
  return gateOf(settings).pipe(
    map((gate) => ({ door: new Door(settings), lobby: new Lobby(), gate, shared: sharedBy(settings) })),
  );
}

/** TLS is loaded where it is asked for: half a megabyte that others do without. */
function gateOf({ tls, tlsHandshake, reload$ }: TcpSettings): Observable<TlsGate | undefined> {
  if (tls === undefined) return of(undefined);
  return from(import('./tlsGate.ts')).pipe(map(({ TlsGate }) => new TlsGate(tls, tlsHandshake, reload$)));
}

function sharedBy({ idleTimeout, drainTimeout, maxPause, ...limits }: TcpSettings): Shared {
  const { slowAfter } = limits;
  const brake = new Brake(maxPause);
  const backlogs = new Backlogs(limits, () => brake.release());
  return { brake, backlogs, joint: new Joint(), idleTimeout, slowAfter, gone: new Set(), drainTimeout };
}
