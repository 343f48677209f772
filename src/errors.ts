import { isNativeError } from 'node:util/types';
import type { LeaveReason } from './events.ts';

/** The server cannot listen. `message` is one line that says what to do; `code` is the system's (`EADDRINUSE`, …). */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code: string;

  constructor(message: string, code: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** An option has a value that it cannot have. `message` is one line that names the option and what it takes. */
export class OptionError extends RangeError {
  override readonly name = 'OptionError';
  readonly code = 'ERR_TALK_OPTION';
}

/** A file that TLS needs cannot be used. `message` is one line that names it and says what to do. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
  readonly code: string;

  constructor(message: string, code: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** What a connection's `received$` errors with when it is lost: says for which reason its client leaves. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  readonly reason: LeaveReason;

  constructor(reason: LeaveReason, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.reason = reason;
  }
}

/** The room cannot be joined, and trying again would not help. `message` is one line that says what to do. */
export class BackplaneError extends Error {
  override readonly name = 'BackplaneError';
  readonly code = 'ERR_TALK_BACKPLANE';
}

/** What was thrown, as an `Error`, whatever it is. */
export function errorFrom(thrown: unknown): Error {
  return isNativeError(thrown) ? thrown : new Error(String(thrown));
}
