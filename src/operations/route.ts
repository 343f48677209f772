import type { IncomingMessage, ServerResponse } from 'node:http';

/** What is answered at one path, to GET and HEAD alone. Whoever listens sets the headers that protect a browser. */
export interface Route {
  readonly path: string;
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
}

/** Answers with a text that nobody keeps: it is true now. The body stays away where only the head was asked for. */
export function answerText(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string,
): void {
  const headers = { 'content-type': contentType, 'cache-control': 'no-store' };
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

export const PLAIN = 'text/plain; charset=utf-8';
