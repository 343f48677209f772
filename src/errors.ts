import { isNativeError } from 'node:util/types';
import type { LeaveReason } from './events.ts';

/** The server cannot listen. `message` is one line that says what to do. @category Errors */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  /** The system's: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, … */
  readonly code: string;

  constructor(message: string, code: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/**
 * An option has a value that it cannot have. `message` is one line that names the option and what it takes.
 *
 * @category Errors
 */
export class OptionError extends RangeError {
  override readonly name = 'OptionError';
  /** The same for all of them. */
  readonly code = 'ERR_TALK_OPTION';
}

/** A file that TLS needs cannot be used. `message` is one line that names it and says what to do. @category Errors */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
  /** The system's, or that of Node's TLS: `ENOENT`, `ERR_OSSL_X509_KEY_VALUES_MISMATCH`, … */
  readonly code: string;

  constructor(message: string, code: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/**
 * What a connection's `received$` errors with when it is lost: says for which reason its client leaves.
 *
 * @category Errors
 */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  /** What the `left` of its client tells. */
  readonly reason: LeaveReason;

  constructor(reason: LeaveReason, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.reason = reason;
  }
}

/**
 * The room cannot be joined, and trying again would not help. `message` is one line that says what to do.
 *
 * @category Errors
 */
export class BackplaneError extends Error {
  override readonly name = 'BackplaneError';
  /** The same for all of them. */
  readonly code = 'ERR_TALK_BACKPLANE';
}

/** What was thrown, as an `Error`, whatever it is. */
export function errorFrom(thrown: unknown): Error {
  return isNativeError(thrown) ? thrown : new Error(String(thrown));
}
