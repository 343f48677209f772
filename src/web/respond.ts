import type { Socket } from 'node:net';
import { type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Lobby } from '../connections/lobby.ts';

/**
 * What a browser is told with every answer: to take nothing from anywhere else, to run no script but the files of this
 * server, to be in nobody's frame, and to guess no types.
 */
export const PROTECTION = {
  'content-security-policy': [
    "default-src 'none'",
    ...['script-src', 'style-src', 'connect-src', 'img-src'].map((what) => `${what} 'self'`),
    ...['base-uri', 'form-action', 'frame-ancestors'].map((what) => `${what} 'none'`),
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** An answer of one line, where there is nothing else to show. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers?: OutgoingHttpHeaders;
}

export function respond(response: ServerResponse, answer: Answer): void {
  const { length } = Buffer.from(`${answer.text}\n`);
  response
    .writeHead(answer.status, { ...headersOf(answer), 'content-length': length })
    .end(`${answer.text}\n`);
}

/** The same to one whose connection is HTTP no more. It is closed. */
export function respondAndClose(socket: Socket, lobby: Lobby, answer: Answer): void {
  const { status } = answer;
  const body = `${answer.text}\n`;
  const headers = {
    ...PROTECTION,
    ...headersOf(answer),
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
  lobby.turnAway(
    socket,
    [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...head, '', body].join('\r\n'),
  );
}

function headersOf({ headers }: Answer): OutgoingHttpHeaders {
  return { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers };
}
