import { ListenError } from '../errors.ts';
import type { TcpSettings } from '../options.ts';

/** Says in one line why the server cannot listen and what to do about it. */
export function listenError(cause: NodeJS.ErrnoException, { port, host }: TcpSettings): ListenError {
  const code = cause.code ?? 'UNKNOWN';
  return new ListenError(explain(code, cause.message, port, host ?? 'all addresses'), code, cause);
}

function explain(code: string, message: string, port: number, host: string): string {
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
