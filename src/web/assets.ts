import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Route } from '../operations/route.ts';

/** Where the build puts what browsers are sent. Found from the sources as well as from what is built of them. */
const FOLDER = fileURLToPath(new URL('../../dist/page/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * The files that browsers are sent: all of one folder, read now, once. A request finds what is in this table, and never
 * leads to a file. `index.html` is `/`, and another page has the name of its file.
 */
export function assets(folder = FOLDER): readonly Route[] {
  return readdirSync(folder)
    .filter((name) => extname(name) in TYPES)
    .map((name) => routeOf(name, readFileSync(join(folder, name))));
}

function routeOf(name: string, body: Buffer): Route {
  const type = TYPES[extname(name)] ?? '';
  const tag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  // Asked for anew each time, which costs next to nothing: after an update, no half of the page is an old one.
  const headers = { 'cache-control': 'no-cache', etag: tag };
  return {
    path: pathOf(name),
    answer: (request, response) => {
      if (hasTag(request.headers['if-none-match'], tag)) {
        response.writeHead(304, headers).end();
        return;
      }
      response.writeHead(200, { ...headers, 'content-type': type, 'content-length': body.length }).end(body);
    },
  };
}

function pathOf(name: string): string {
  return `/${name.replace(/^index\.html$|\.html$/, '')}`;
}

/** Several may be given, and one that a proxy has compressed is marked as weak (RFC 9110, 13.1.2). */
function hasTag(given: string | undefined, tag: string): boolean {
  return (given ?? '').split(',').some((one) => one.trim().replace(/^W\//, '') === tag || one.trim() === '*');
}
