import { readFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { userInfo } from 'node:os';
import { X509Certificate } from 'node:crypto';
import { NEVER, type Observable } from 'rxjs';
import { hostAddress } from '../connections/settings.ts';
import { CertificateError, errorFrom, OptionError } from '../errors.ts';
import { checkKinds, type Kind, OBSERVABLE, TEXT, WRITABLE, YES_OR_NO } from '../kinds.ts';
import { shown, within } from '../limits.ts';
import { GREETING } from '../options.ts';
import { parseMessage } from '../parseMessage.ts';
import { printable } from '../printable.ts';
import { CLIENT_LIMITS, type ClientLimitName } from './clientLimits.ts';

/** Where a client goes, who it is there, and how patient it is. All of it may be left out. */
export interface TalkClientOptions {
  /**
   * Who speaks: 1 to 64 characters, none of them control, without white space around. Default: the user's name on this
   * machine, or `guest` where that cannot be a name.
   */
  readonly name?: string | undefined;
  /** Address or host name of the server. Default `localhost`: a room is tried at home first. */
  readonly host?: string | undefined;
  /** Its port. Default 12345, 1 to 65535: where the server listens. */
  readonly port?: number | undefined;
  /** What the server says first, to part it from what comes behind. Default `Thank you for connecting`; `''` is nothing. */
  readonly greeting?: string | undefined;
  /** Speaks TLS 1.2 or newer, and believes only a certificate that somebody trusted has signed. Default false. */
  readonly tls?: boolean | undefined;
  /** PEM file with the authorities that are trusted. Default: those of Node.js. Means TLS. */
  readonly tlsCa?: string | undefined;
  /** Whose certificate is expected. Default: `host`. Means TLS. */
  readonly tlsName?: string | undefined;
  /** Tries again when there is no connection. Default true; false has the streams error with `ServerLost` instead. */
  readonly reconnect?: boolean | undefined;
  /**
   * Milliseconds until the first try after a loss, less a random part of up to half of it; each further wait is twice
   * the one before. Default 500, 1 to 2,073,600,000: a server that is started again is back by then.
   */
  readonly reconnectFirst?: number | undefined;
  /**
   * Milliseconds that such a wait is at most; a connection that lasted longer than this makes the next wait a first one.
   * Default 15,000, 1 to 2,073,600,000: as long as somebody who looks at the screen waits.
   */
  readonly reconnectMost?: number | undefined;
  /**
   * Milliseconds that one try may take, the TLS handshake included. Default 10,000, 1 to 2,073,600,000: several round
   * trips around the world.
   */
  readonly connectTimeout?: number | undefined;
  /**
   * Milliseconds of silence after which the kernel probes the connection. Default 60,000, 1,000 to 2,073,600,000: before
   * what stands between forgets it.
   */
  readonly keepAlive?: number | undefined;
  /**
   * Bytes of an unfinished line that are held; the start of a longer one is a message. Default 64 KiB, 1 to 1 GiB:
   * nobody types so long a line.
   */
  readonly maxMessage?: number | undefined;
  /**
   * Milliseconds that it is held for the rest. Default 50, 0 to 2,073,600,000: half of what the server holds one for.
   */
  readonly maxHold?: number | undefined;
  /**
   * Bytes that may wait to be sent; what would exceed them is refused. Default 16 MiB, 1 to 1 GiB: what one read of the
   * shortest lines becomes, each with the longest name in front.
   */
  readonly maxUnsent?: number | undefined;
  /**
   * Milliseconds that the server has, once `stop$` has emitted, to take what is unsent and to close. Default 2,000, 0 to
   * 2,073,600,000: the answer of a room over several machines takes one second.
   */
  readonly drainTimeout?: number | undefined;
  /**
   * Where the subscriber writes what comes. While this stream is full, nothing more is read: the server has the backlog then,
   * and drops a client that stays behind. Default: none, and all is read that comes.
   */
  readonly output?: Writable | undefined;
  /**
   * Its first value ends the client in order: what was said is sent, this side is closed, what still comes is a message,
   * and the streams complete once the server has closed too. Default never.
   */
  readonly stop$?: Observable<unknown> | undefined;
}

/** Where a room is tried first. */
export const LOCAL = 'localhost';

/** How TLS is spoken, where it is. */
export interface ClientTls {
  readonly ca: Buffer | undefined;
  readonly name: string | undefined;
}

/** The options with every default filled in, and checked. */
export interface ClientSettings extends Readonly<Record<Exclude<ClientLimitName, 'typedHistory'>, number>> {
  readonly name: string;
  readonly host: string;
  readonly greeting: string;
  readonly tls: ClientTls | undefined;
  readonly reconnect: boolean;
  readonly output: Writable | undefined;
  readonly stop$: Observable<unknown>;
}

const KINDS: Readonly<Record<Exclude<keyof TalkClientOptions, ClientLimitName>, Kind>> = {
  name: TEXT,
  host: TEXT,
  greeting: TEXT,
  tls: YES_OR_NO,
  tlsCa: TEXT,
  tlsName: TEXT,
  reconnect: YES_OR_NO,
  output: WRITABLE,
  stop$: OBSERVABLE,
};

/** Throws `OptionError` for a value that an option cannot have, and `CertificateError` for a file that cannot be used. */
export function clientSettings(options: TalkClientOptions): ClientSettings {
  checkKinds(options, KINDS);
  const bounded = (name: ClientLimitName, value: number | undefined): number =>
    within(CLIENT_LIMITS[name], name, value);
  return {
    name: options.name === undefined ? userName() : clientName(options.name),
    host: options.host === undefined ? LOCAL : serverAddress(options.host),
    port: bounded('port', options.port),
    greeting: options.greeting ?? GREETING,
    tls: tlsOf(options),
    reconnect: options.reconnect ?? true,
    reconnectFirst: bounded('reconnectFirst', options.reconnectFirst),
    reconnectMost: bounded('reconnectMost', options.reconnectMost),
    connectTimeout: bounded('connectTimeout', options.connectTimeout),
    keepAlive: bounded('keepAlive', options.keepAlive),
    maxMessage: bounded('maxMessage', options.maxMessage),
    maxHold: bounded('maxHold', options.maxHold),
    maxUnsent: bounded('maxUnsent', options.maxUnsent),
    drainTimeout: bounded('drainTimeout', options.drainTimeout),
    output: options.output,
    stop$: options.stop$ ?? NEVER,
  };
}

/** Throws `OptionError` for a name that the client's own messages would not teach. */
export function clientName(name: string): string {
  if (isName(name)) return name;
  throw new OptionError(
    `a client cannot be named ${shown(name)}: give 1 to 64 characters, none of them control, and no " says:"`,
  );
}

/** The user's name on this machine, where that can be a name. */
export function userName(): string {
  try {
    const { username } = userInfo();
    return isName(username) ? username : NOBODY;
  } catch {
    return NOBODY; // a user whom the system has no entry for
  }
}

/** Throws `OptionError` for what is neither an address nor the name of a host. */
export function serverAddress(host: string): string {
  try {
    return hostAddress(host);
  } catch {
    throw new OptionError(`the server must be an address or a host name, not ${shown(host)}`);
  }
}

const NOBODY = 'guest';

function isName(name: string): boolean {
  return parseMessage(Buffer.from(`${name} says: `)).name === name;
}

function tlsOf({ tls, tlsCa, tlsName }: TalkClientOptions): ClientTls | undefined {
  if (tls !== true && tlsCa === undefined && tlsName === undefined) return undefined;
  return { ca: tlsCa === undefined ? undefined : authorities(tlsCa), name: tlsName };
}

function authorities(file: string): Buffer {
  try {
    const pem = readFileSync(file);
    new X509Certificate(pem);
    return pem;
  } catch (error) {
    const cause = errorFrom(error) as NodeJS.ErrnoException; // of node:fs or node:crypto
    throw new CertificateError(
      printable(
        `the authorities ${file} cannot be used: give a file with certificates in PEM format (${cause.message})`,
      ),
      cause.code ?? 'UNKNOWN',
      cause,
    );
  }
}
