import type { Limit } from '../limits.ts';

/** The client's options that are numbers. */
export type ClientLimitName =
  | 'port'
  | 'reconnectFirst'
  | 'reconnectMost'
  | 'connectTimeout'
  | 'keepAlive'
  | 'maxMessage'
  | 'maxHold'
  | 'maxUnsent'
  | 'drainTimeout'
  | 'typedHistory';

const KIB = 1024;
const MIB = 1024 * KIB;
const SECOND = 1000;
/** 24 days: a timer of Node takes no 25. */
const MOST_MILLISECONDS = 24 * 24 * 60 * 60 * SECOND;

/** Every number of the client: its default, what it may be, its unit, and why the default is what it is. */
export const CLIENT_LIMITS: Readonly<Record<ClientLimitName, Limit>> = {
  /** Where the server listens. */
  port: { default: 12345, min: 1, max: 65535, unit: 'port number' },
  /** A server that is started again is back by then, and nobody is kept waiting who sees it happen. */
  reconnectFirst: { default: SECOND / 2, min: 1, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** As long as somebody who looks at the screen waits without doing something about it. */
  reconnectMost: { default: 15 * SECOND, min: 1, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** Several round trips around the world, the TLS handshake among them. The system itself waits two minutes. */
  connectTimeout: { default: 10 * SECOND, min: 1, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** Within the time after which most of what stands between forgets a connection that is silent. */
  keepAlive: { default: 60 * SECOND, min: SECOND, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** As on the server: nobody types so long a line. */
  maxMessage: { default: 64 * KIB, min: 1, max: 1024 * MIB, unit: 'bytes' },
  /** Half of what the server holds one for: what has been held twice is still seen at once. */
  maxHold: { default: 50, min: 0, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** What one read of the shortest lines becomes, each with the longest name in front. */
  maxUnsent: { default: 16 * MIB, min: 1, max: 1024 * MIB, unit: 'bytes' },
  /** The answer of a room over several machines takes a second, and nobody waits longer for a prompt. */
  drainTimeout: { default: 2 * SECOND, min: 0, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** More than anybody goes back through with an arrow key. */
  typedHistory: { default: 1000, min: 0, max: 1_000_000, unit: 'lines', zero: 'none' },
};
