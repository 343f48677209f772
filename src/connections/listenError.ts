import { ListenError } from '../errors.ts';
import type { Place } from './settings.ts';

/** Says in one line why the server cannot listen and what to do about it. */
export function listenError(cause: NodeJS.ErrnoException, place: Place): ListenError {
  const code = cause.code ?? 'UNKNOWN';
  return new ListenError(explain(code, cause.message, place), code, cause);
}

function explain(code: string, message: string, place: Place): string {
  switch (place.kind) {
    case 'port':
      return explainPort(code, message, place.port, place.host ?? 'all addresses');
    case 'path':
      return explainPath(code, message, place.path);
    case 'fd':
      return `cannot listen on descriptor ${place.fd}: give one of a socket that is bound (${message})`;
  }
}

function explainPort(code: string, message: string, port: number, host: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} is in use on ${host}: end the program that has it, or choose another port`;
    case 'EACCES':
      return `no permission to listen on port ${port}: choose a port above 1023, or run with the right to use this one`;
    case 'EADDRNOTAVAIL':
      return `${host} is not an address of this machine: choose one that is, or leave the host out to listen on all`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} cannot be resolved: check the host name, or give an address`;
    default:
      return `cannot listen on port ${port} of ${host}: ${message}`;
  }
}

function explainPath(code: string, message: string, path: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return `a server listens on ${path}: end the program that has it, or choose another path`;
    case 'EEXIST':
      return `${path} is a file that is no socket: remove it, or choose another path`;
    case 'EACCES':
    case 'EPERM':
      return `no permission to make the socket ${path}: choose another path, or run with the right to write there`;
    case 'ENOENT':
    case 'ENOTDIR':
      return `the folder of ${path} is not there: make it, or choose another path`;
    default:
      return `cannot listen on ${path}: ${message}`;
  }
}
