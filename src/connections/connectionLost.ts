import { ConnectionLost } from '../errors.ts';

/** What the system says when the other side, or the way there, is gone without a good-bye. */
const RESET_CODES: readonly (string | undefined)[] = [
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
];

/** Which reason a socket's error is for its client to leave. */
export function connectionLost(cause: NodeJS.ErrnoException): ConnectionLost {
  if (cause instanceof ConnectionLost) return cause;
  const reason = RESET_CODES.includes(cause.code) ? 'reset' : 'error';
  return new ConnectionLost(reason, cause.message, { cause });
}
