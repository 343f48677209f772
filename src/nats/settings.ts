import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { X509Certificate } from 'node:crypto';
import { credsAuthenticator } from '@nats-io/transport-node';
import { BackplaneError, errorFrom, OptionError } from '../errors.ts';
import { checkKinds, type Kind, arrayOf, TEXT } from '../kinds.ts';
import { limit } from '../limits.ts';
import { brokerAddress, nameFrom, roomName } from './names.ts';

/** Where the room is, and how much is kept of what is said in it. All but `servers` may be left out. */
export interface NatsOptions {
  /**
   * Brokers of one NATS system: `nats://host:4222`, `tls://host:4222`, or `host` alone. Any one of them will do, and
   * another is taken when that is gone.
   */
  readonly servers: readonly string[];
  /** The room: 1 to 64 letters, digits, `-` and `_`. Default `lobby`. Rooms know nothing of each other. */
  readonly room?: string | undefined;
  /** What this node is called in logs and events, of the same characters. Default: the name of the machine. */
  readonly node?: string | undefined;
  /** Who this is to the broker, where that asks. */
  readonly user?: string | undefined;
  /** What proves it; not without `user`. */
  readonly password?: string | undefined;
  /** File with the credentials (a JWT and its key, as `nsc` makes it) that stand for both. */
  readonly creds?: string | undefined;
  /** PEM file with the authorities one of which must have signed the broker's certificate. Makes TLS a must. */
  readonly tlsCa?: string | undefined;
  /**
   * On how many brokers the journal is kept. Default 1, 1 to 5: one broker has room for one. Counts for whoever makes the
   * journal, which is the first node of the room.
   */
  readonly replicas?: number | undefined;
  /** Milliseconds that the journal keeps what was said. Default 600,000, 1,000 to 2,073,600,000: as `journalSize`. */
  readonly journalAge?: number | undefined;
  /**
   * Bytes of the journal; the oldest is discarded. Default 256 MiB, 1 MiB to 1,024 GiB: longer than any link is down that
   * somebody looks after.
   */
  readonly journalSize?: number | undefined;
  /**
   * Bytes that are kept of what was said here until the broker, or the journal, has it; then the oldest is given up.
   * Default 8 MiB, 1 MiB to 1 GiB: a minute of a thousand people who type.
   */
  readonly natsBuffer?: number | undefined;
}

/** How to get to the brokers, and as whom. */
export interface Access {
  readonly servers: readonly string[];
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly creds: Uint8Array | undefined;
  readonly tlsCa: string | undefined;
}

export interface NatsSettings {
  readonly access: Access;
  readonly room: string;
  readonly node: string;
  readonly replicas: number;
  readonly journalAge: number;
  readonly journalSize: number;
  readonly natsBuffer: number;
}

const KINDS: Readonly<Record<'servers' | 'room' | 'node' | 'user' | 'password' | 'creds' | 'tlsCa', Kind>> = {
  servers: arrayOf('an array of addresses such as nats://host:4222', (entry) => typeof entry === 'string'),
  room: TEXT,
  node: TEXT,
  user: TEXT,
  password: TEXT,
  creds: TEXT,
  tlsCa: TEXT,
};

/** Throws `OptionError` for a value that an option cannot have, and `BackplaneError` for a file that cannot be used. */
export function natsSettings(options: NatsOptions): NatsSettings {
  checkPresence(options);
  checkKinds(options, KINDS);
  const { servers, user, password, creds, tlsCa } = options;
  if (servers.length === 0) throw new OptionError('servers must not be empty: give nats://host:4222');
  if (creds !== undefined && (user !== undefined || password !== undefined)) {
    throw new OptionError('creds stand for user and password: give one or the other');
  }
  if (password !== undefined && user === undefined) {
    throw new OptionError('a password is nothing without its user: give both');
  }
  return {
    access: {
      servers: servers.map(brokerAddress),
      user,
      password,
      creds: creds === undefined ? undefined : credentials(creds),
      tlsCa: tlsCa === undefined ? undefined : authorities(tlsCa),
    },
    room: options.room === undefined ? 'lobby' : roomName('room', options.room),
    node: options.node === undefined ? nameFrom(hostname()) : roomName('node', options.node),
    replicas: limit('replicas', options.replicas),
    journalAge: limit('journalAge', options.journalAge),
    journalSize: limit('journalSize', options.journalSize),
    natsBuffer: limit('natsBuffer', options.natsBuffer),
  };
}

/** For those whom TypeScript does not tell. */
function checkPresence(options: unknown): void {
  if (typeof options === 'object' && options !== null && 'servers' in options) return;
  throw new OptionError('servers must be an array of addresses such as nats://host:4222: give at least one');
}

function credentials(file: string): Uint8Array {
  const bytes = read(file, 'credentials');
  try {
    credsAuthenticator(bytes)('');
  } catch (cause) {
    throw new BackplaneError(`the credentials ${file} cannot be used: give a file as nsc makes it`, {
      cause,
    });
  }
  return bytes;
}

function authorities(file: string): string {
  const pem = read(file, 'authorities').toString('latin1');
  try {
    new X509Certificate(pem);
  } catch (cause) {
    throw new BackplaneError(`the authorities ${file} cannot be used: give certificates in PEM format`, {
      cause,
    });
  }
  return pem;
}

function read(file: string, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const reason = errorFrom(cause).message;
    throw new BackplaneError(`the ${what} ${file} cannot be read (${reason}): name a file that can be`, {
      cause,
    });
  }
}
