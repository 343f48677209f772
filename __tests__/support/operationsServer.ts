import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { Subject } from 'rxjs';
import { operations, type Sources } from '../../src/operations/operations.ts';
import type { Route } from '../../src/operations/route.ts';
import { talkServer } from '../../src/talkServer.ts';
import { PROJECT } from './bin.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
/** As the page is served. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'";

/** Answers at these routes, and with the files of the page, on a free port or the one that is asked for. */
export class RouteServer {
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server) {
    const { port } = server.address() as AddressInfo; // it listens at a port
    this.url = `http://127.0.0.1:${port}`;
    this.#server = server;
  }

  static async start(routes: readonly Route[], port = 0): Promise<RouteServer> {
    const server = createServer((request, response) => {
      const route = routes.find(({ path }) => path === request.url);
      if (route === undefined) answerFile(request, response);
      else route.answer(request, response);
    });
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return new RouteServer(server);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

function answerFile({ url = '' }: IncomingMessage, response: ServerResponse): void {
  const file = url === '/stats' ? '/stats.html' : url;
  try {
    const headers = {
      'content-type': TYPES[extname(file)] ?? 'text/plain',
      'content-security-policy': POLICY,
    };
    response.writeHead(200, headers).end(readFileSync(`${PROJECT}/dist/page${file}`));
  } catch {
    response.writeHead(404).end();
  }
}

/** A chat and what its operators see of it. */
export interface OperatedServer {
  readonly port: number;
  readonly routes: readonly Route[];
  readonly stopping$: Subject<void>;
  close(): void;
}

export async function operatedServer(backlog: Sources['backlog']): Promise<OperatedServer> {
  const stopping$ = new Subject<void>();
  const operated = operations({ maxLinkDown: 1000 });
  const routes = operated.routes({ backlog, stopping$ });
  const event$ = talkServer({ port: 0, host: '127.0.0.1', events: ['listening', ...operated.wanted] });
  return await new Promise((resolve, reject) => {
    const subscription = event$.pipe(operated.watch).subscribe({
      next: (event) => {
        if (event.type !== 'listening') return;
        resolve({ port: event.port, routes, stopping$, close: () => subscription.unsubscribe() });
      },
      error: reject,
    });
  });
}
