import { combineLatest, defer, EMPTY, map, type Observable, pipe, tap } from 'rxjs';
import type { Premises } from '../connections/premises.ts';
import { visitorsForOpenFiles } from '../openFiles.ts';
import { operations } from '../operations/operations.ts';
import type { Route } from '../operations/route.ts';
import type { Beside, Front, FrontAddress, WebFactory } from '../web.ts';
import { assets } from './assets.ts';
import { httpPlace, type HttpPlace } from './httpPlace.ts';
import { RosterBoard } from './rosterBoard.ts';
import { type WebOptions, type WebSettings, webSettings } from './settings.ts';
import { WebSocketConnection } from './webSocketConnection.ts';
import { ROOM_PROTOCOL, WebSocketDoor } from './webSocketDoor.ts';

/**
 * Serves, beside the chat, a page in which browsers join the room by WebSocket, and what those who run the server look at:
 * `/healthz`, `/readyz`, `/metrics` and `/stats`. For `talkServer({ web: webFront({ httpPort: 8080 }) })`. Throws
 * `OptionError` for an option that cannot be.
 */
export function webFront(options: WebOptions = {}): WebFactory {
  const settings = webSettings(options);
  return (premises, beside) => defer(() => open(settings, premises, beside));
}

/** Milliseconds for a request to come: several round trips around the world. */
const REQUEST_TIME = 5000;

/** One port, and what it is for. */
type Port = Omit<HttpPlace, 'maxHttp' | 'requestTime' | 'origins'> &
  Pick<FrontAddress, 'service'> &
  Pick<Premises, 'gate'>;

function open(
  settings: WebSettings,
  premises: Premises,
  { maxMessage, stopping$ }: Beside,
): Observable<Front> {
  const { httpPort, metricsPort, httpOrigins: origins } = settings;
  const operating = operations(settings);
  const routes = [...assets(), ...operating.routes({ backlog: () => premises.shared.backlogs, stopping$ })];
  const board = new RosterBoard();
  const webSockets = new WebSocketDoor(premises, { ...settings, maxMessage });

  const ports: Port[] = [];
  if (httpPort !== undefined) {
    ports.push({
      service: 'page',
      port: httpPort,
      host: settings.httpHost,
      gate: premises.gate,
      routes: metricsPort === undefined ? routes : routes.filter((route) => !isForOperators(route)),
      mayCome: (address) => premises.door.mayCome(address),
      webSockets,
    });
  }
  if (metricsPort !== undefined) {
    ports.push({
      service: 'metrics',
      port: metricsPort,
      host: settings.metricsHost,
      gate: undefined,
      routes: routes.filter(({ path }) => path !== '/'),
      mayCome: () => true, // its address says who may
    });
  }

  const visitors = visitorsForOpenFiles(settings.maxHttp * ports.length);
  premises.door.leaveRoomFor(visitors);
  const maxHttp = Math.max(1, Math.floor(visitors / ports.length));
  const listening = ports.map(({ service, gate, ...port }) =>
    httpPlace({ ...port, maxHttp, origins, requestTime: REQUEST_TIME }, { lobby: premises.lobby, gate }).pipe(
      map((address): FrontAddress => ({ service, ...address })),
    ),
  );
  const clients$ = webSockets.connections$.pipe(
    tap((connection) => {
      if (connection instanceof WebSocketConnection && connection.protocol === ROOM_PROTOCOL)
        board.add(connection);
    }),
  );
  return combineLatest(listening).pipe(
    map((addresses) => ({
      addresses,
      connections$: httpPort === undefined ? EMPTY : clients$,
      wanted: [...RosterBoard.wanted, ...operating.wanted],
      watch: pipe(board.watch, operating.watch),
    })),
  );
}

/** What is kept off the page's port where it has one of its own. */
function isForOperators({ path }: Route): boolean {
  return path === '/metrics' || path.startsWith('/stats');
}
