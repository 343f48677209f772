import { printable } from '../printable.ts';
import { ADDRESS_FULL, SERVER_FULL } from '../turnedAway.ts';

/** Why there is no connection. */
export type LossReason =
  | 'refused'
  | 'unreachable'
  | 'unknown host'
  | 'timeout'
  | 'certificate'
  | 'no TLS'
  | 'maybe TLS'
  | 'full'
  | 'closed'
  | 'reset'
  | 'unsent'
  | 'error';

/** There is no connection to the server, or none any more. `message` is one line that says what to do. */
export class ServerLost extends Error {
  override readonly name = 'ServerLost';
  /** Why, in a word. */
  readonly reason: LossReason;

  constructor(reason: LossReason, message: string, options?: { readonly cause?: unknown }) {
    super(printable(message), options);
    this.reason = reason;
  }
}

/** Where a client wants to go, as far as it matters for what went wrong. */
export interface Goal {
  readonly host: string;
  readonly port: number;
}

/** Which reason a socket's error is, and what to do about it. */
export function serverLost(cause: NodeJS.ErrnoException, goal: Goal): ServerLost {
  const [reason, message] = explain(cause, goal);
  return new ServerLost(reason, message, { cause });
}

/** The server has ended its side. */
export function serverClosed(goal: Goal): ServerLost {
  return new ServerLost('closed', `${endpoint(goal)} has closed the connection`);
}

/** It has, and had said nothing that a client understands. */
export function serverSilent(goal: Goal): ServerLost {
  return new ServerLost(
    'maybe TLS',
    `${endpoint(goal)} has closed the connection without a word: if it speaks TLS, use --tls`,
  );
}

/** It has no room for one more. */
export function serverFull(words: TurnedAway, goal: Goal): ServerLost {
  return new ServerLost('full', `${endpoint(goal)} ${FULL[words]}`);
}

/** What the server says then. */
export type TurnedAway = (typeof TURNED_AWAY)[number];
const TURNED_AWAY = [SERVER_FULL, ADDRESS_FULL] as const;

const FULL: Readonly<Record<TurnedAway, string>> = {
  [SERVER_FULL]: 'is full: wait until somebody has left',
  [ADDRESS_FULL]: 'takes no more connections from this address: end another one first',
};

/** Undefined for what is something else. */
export function turnedAwayBy(chunk: Buffer): TurnedAway | undefined {
  return TURNED_AWAY.find((words) => chunk.equals(Buffer.from(words)));
}

/** As addresses are written: `[::1]:12345`. */
export function endpoint({ host, port }: Goal): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function explain(cause: NodeJS.ErrnoException, goal: Goal): readonly [LossReason, string] {
  const at = endpoint(goal);
  switch (cause.code) {
    case 'ECONNREFUSED':
      return ['refused', `nobody listens on ${at}: start the server, or see -s and -p`];
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [
        'unknown host',
        `${goal.host} cannot be resolved: check the name that -s gives, or the network`,
      ];
    case 'ETIMEDOUT':
      return ['timeout', `no answer from ${at}: check -s and -p, and the network`];
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return ['unreachable', `there is no way to ${at}: check -s, and the network`];
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
      return ['reset', `the connection to ${at} broke: the server or the way to it is gone`];
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
    case 'EPROTO':
      return ['no TLS', `${at} does not speak TLS: leave --tls out, or check -p`];
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return [
        'certificate',
        `the certificate of ${at} is for another name: name the server as it does, with -s or --tls-name`,
      ];
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return [
        'certificate',
        `the certificate of ${at} is not valid today: check the clock, or have it renewed`,
      ];
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return [
        'certificate',
        `nobody who is trusted here has signed the certificate of ${at}: name its authority with --tls-ca`,
      ];
    case undefined:
    default:
      return [
        'error',
        `no connection to ${at}: ${cause.message === '' ? String(cause.code) : cause.message}`,
      ];
  }
}
