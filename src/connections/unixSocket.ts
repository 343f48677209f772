import { lstatSync, statSync, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { Observable } from 'rxjs';

/**
 * Makes a path free for a socket: removes the socket file of a server that is gone, which the system leaves behind. Emits
 * once and completes. Errors as the system would, `EADDRINUSE` where a server listens there, and `EEXIST` where the file is
 * no socket, which is left alone.
 */
export function freePath(path: string): Observable<void> {
  return new Observable((subscriber) => {
    const done = (): void => {
      subscriber.next();
      subscriber.complete();
    };
    if (!existsAsSocket(path)) {
      done();
      return undefined;
    }
    const probe = connect(path);
    probe.on('connect', () => subscriber.error(systemError('EADDRINUSE', path)));
    probe.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code !== 'ECONNREFUSED' && code !== 'ENOENT') {
        subscriber.error(systemError(code ?? 'EADDRINUSE', path));
        return;
      }
      try {
        if (code === 'ECONNREFUSED') unlinkSync(path);
        done();
      } catch (error) {
        subscriber.error(error);
      }
    });
    return () => probe.destroy();
  });
}

/** Throws where another kind of file is there, or no folder to have one. */
function existsAsSocket(path: string): boolean {
  statSync(dirname(path)); // of a folder that is not there, Node would tell that there is no permission
  const file = lstatSync(path, { throwIfNoEntry: false });
  if (file !== undefined && !file.isSocket()) throw systemError('EEXIST', path);
  return file !== undefined;
}

function systemError(code: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
