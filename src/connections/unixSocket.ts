import { type BigIntStats, chmodSync, linkSync, lstatSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { concatMap, defer, finalize, map, type MonoTypeOperatorFunction, Observable, of } from 'rxjs';
import { LONGEST_PATH } from './settings.ts';

const LETTER_A = 0x61;
const LETTERS = 26;

/**
 * A name in the same folder, for a socket that is not to be found yet. Throws as the system does where there
 * is no such folder.
 */
export function nameBeside(path: string): string {
  const folder = folderOf(path);
  statSync(folder || '.'); // Node would tell that there is no permission
  const longest = LONGEST_PATH - Buffer.byteLength(folder);
  return folder + randomName().slice(0, longest);
}

/** Begins with a letter: a path of digits would be a port to Node. */
function randomName(): string {
  return `${String.fromCharCode(LETTER_A + Math.floor(Math.random() * LETTERS))}${Math.random().toString(36).slice(2)}`;
}

/**
 * Gives a socket that listens under a name its mode, then its path, and only then lets the server through.
 * The socket file of a server that is gone, which the system leaves behind, is replaced. Errors as the system
 * would, `EADDRINUSE` where a server listens there, and `EEXIST` where the file is no socket, which is left
 * alone. In the end the file is removed, unless it is a successor's by then: Node removes no more than the
 * first name.
 */
export function movedTo<T>(path: string, name: string, mode: number): MonoTypeOperatorFunction<T> {
  return (server$) =>
    defer(() => {
      let own: BigIntStats | undefined;
      return server$.pipe(
        concatMap((server) => {
          chmodSync(name, mode);
          own = fileAt(name);
          return move(name, path).pipe(map(() => server));
        }),
        finalize(() => {
          try {
            if (own !== undefined) remove(path, own);
          } catch {
            // Whoever listens there next replaces it.
          }
        }),
      );
    });
}

/** Gives a file its path. A link replaces no other file, so one of several that start at once gets it. */
function move(name: string, path: string): Observable<void> {
  return defer(() => {
    if (isLinked(name, path)) {
      unlinkSync(name);
      return of(undefined);
    }
    const inTheWay = fileAt(path);
    if (inTheWay !== undefined && !inTheWay.isSocket()) throw systemError('EEXIST', path);
    return isServed(path).pipe(
      concatMap((isTaken) => {
        if (isTaken) throw systemError('EADDRINUSE', path);
        if (inTheWay !== undefined) remove(path, inTheWay);
        return move(name, path);
      }),
    );
  });
}

function isLinked(name: string, path: string): boolean {
  try {
    linkSync(name, path);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Whether a server listens there. */
function isServed(path: string): Observable<boolean> {
  return new Observable((subscriber) => {
    const answer = (isTaken: boolean): void => {
      subscriber.next(isTaken);
      subscriber.complete();
    };
    const probe = connect({ path }, () => answer(true));
    probe.on('error', (error) => {
      if (isSystemError(error, 'ECONNREFUSED', 'ENOENT')) answer(false);
      // So many wait already that there is no room for another.
      else if (isSystemError(error, 'EAGAIN')) answer(true);
      else subscriber.error(error);
    });
    return () => probe.destroy();
  });
}

/**
 * Removes this file from its path, and no other. Another program may do the same at the same time, and put
 * its own there in between: that gets its path back.
 */
function remove(path: string, file: BigIntStats): void {
  if (!isSame(fileAt(path), file)) return;
  const aside = nameBeside(path);
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return; // somebody else was faster
    throw error;
  }
  if (!isSame(fileAt(aside), file)) linkSync(aside, path);
  unlinkSync(aside);
}

function fileAt(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}

/** The number of a file that is gone is given to another soon, so that alone does not tell. */
function isSame(one: BigIntStats | undefined, other: BigIntStats): boolean {
  return one?.dev === other.dev && one.ino === other.ino && one.mtimeNs === other.mtimeNs;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function isSystemError(error: unknown, ...codes: readonly string[]): boolean {
  const { code } = error as NodeJS.ErrnoException; // as node:fs and node:net throw
  return code !== undefined && codes.includes(code);
}

function systemError(code: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
