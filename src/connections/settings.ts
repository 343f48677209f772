import { isIP } from 'node:net';
import { NEVER } from 'rxjs';
import { OptionError } from '../errors.ts';
import { arrayOf, checkKinds, type Kind, OBSERVABLE, TEXT } from '../kinds.ts';
import { limit, type LimitName, shown } from '../limits.ts';
import { clientsForOpenFiles } from '../openFiles.ts';
import type { Settings, TcpOptions } from '../options.ts';
import { Networks } from './networks.ts';

/** `TcpOptions` with every default filled in, and checked. */
export type TcpSettings = Settings<
  Omit<TcpOptions, 'port' | 'host' | 'socket' | 'fds' | 'allow' | 'deny' | 'tlsCert' | 'tlsKey' | 'tlsCa'>
> & {
  readonly places: readonly Place[];
  readonly allow: Networks | undefined;
  readonly deny: Networks;
  readonly tls: TlsFiles | undefined;
};

/** Where to listen. */
export type Place =
  | { readonly kind: 'port'; readonly port: number; readonly host: string | undefined }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'fd'; readonly fd: number };

/** Paths of PEM files. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly ca: string | undefined;
}

const NETWORKS = arrayOf(
  'addresses and networks: give an array such as ["192.0.2.0/24", "::1"]',
  (entry) => typeof entry === 'string',
);

const KINDS: Readonly<Record<Exclude<keyof TcpOptions, LimitName>, Kind>> = {
  host: TEXT,
  socket: TEXT,
  fds: arrayOf(
    'descriptors of open sockets: give an array such as [3]',
    (entry) => Number.isInteger(entry) && Number(entry) >= 0,
  ),
  allow: NETWORKS,
  deny: NETWORKS,
  tlsCert: TEXT,
  tlsKey: TEXT,
  tlsCa: TEXT,
  reload$: OBSERVABLE,
};

/** Throws `OptionError` for a value that an option cannot have. */
export function tcpSettings(options: TcpOptions): TcpSettings {
  checkKinds(options, KINDS);
  return {
    places: placesOf(options),
    socketMode: limit('socketMode', options.socketMode),
    maxClients: Math.min(limit('maxClients', options.maxClients), clientsForOpenFiles()),
    maxClientsPerIp: limit('maxClientsPerIp', options.maxClientsPerIp),
    allow: options.allow === undefined ? undefined : networks('allow', options.allow),
    deny: networks('deny', options.deny ?? []),
    maxBacklog: limit('maxBacklog', options.maxBacklog),
    slowBacklog: limit('slowBacklog', options.slowBacklog),
    slowAfter: limit('slowAfter', options.slowAfter),
    maxTotalBacklog: limit('maxTotalBacklog', options.maxTotalBacklog),
    maxPause: limit('maxPause', options.maxPause),
    idleTimeout: limit('idleTimeout', options.idleTimeout),
    tls: tlsFiles(options),
    tlsHandshake: limit('tlsHandshake', options.tlsHandshake),
    reload$: options.reload$ ?? NEVER,
    drainTimeout: limit('drainTimeout', options.drainTimeout),
  };
}

/** A list of addresses and networks. Throws `OptionError` for an entry that is neither, naming it. */
export function networks(name: string, entries: readonly string[]): Networks {
  const list = new Networks();
  for (const entry of entries) addNetwork(list, entry, name);
  return list;
}

/** Bits in front of an IPv4 address that is mapped into IPv6 (RFC 4291, 2.5.5.2): such clients are known by the former. */
const MAPPED = 96;

function addNetwork(list: Networks, entry: string, name: string): void {
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  const version = isIP(address);
  const bits = version === 4 ? 32 : 128;
  const length = prefix === undefined ? bits : Number(prefix);
  if (version === 0 || address.includes('%') || length > bits) {
    throw new OptionError(
      `${name} takes addresses and networks such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32, not ${shown(entry)}`,
    );
  }
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped !== undefined && length >= MAPPED) list.add(mapped, length - MAPPED);
  else list.add(address, length);
}

function placesOf({ port, host, socket, fds }: TcpOptions): readonly Place[] {
  if (fds?.length === 0) throw new OptionError('fds must not be empty: leave it out to open a port');
  if (fds !== undefined) return fds.map((fd) => ({ kind: 'fd', fd }));
  const path: Place[] = socket === undefined ? [] : [{ kind: 'path', path: socketPath(socket) }];
  if (socket !== undefined && port === undefined && host === undefined) return path;
  return [
    {
      kind: 'port',
      port: limit('port', port),
      host: host === undefined ? undefined : hostAddress(host),
    },
    ...path,
  ];
}

/** Longer ones are cut by the system, and then the socket is somewhere else (unix(7), `sun_path`). */
export const LONGEST_PATH = 107;

/** Throws `OptionError` for a path that a socket cannot have. */
export function socketPath(path: string): string {
  if (path !== '' && !path.includes('\0') && Buffer.byteLength(path) <= LONGEST_PATH) return path;
  throw new OptionError(`socket must be a path of 1 to ${LONGEST_PATH} bytes, not ${shown(path)}`);
}

function tlsFiles({ tlsCert: cert, tlsKey: key, tlsCa: ca }: TcpOptions): TlsFiles | undefined {
  if (cert !== undefined && key !== undefined) return { cert, key, ca };
  if (cert === undefined && key === undefined && ca === undefined) return undefined;
  throw new OptionError('TLS needs both a certificate and its key: give tlsCert and tlsKey');
}

/** `[::1]`, as in a URL, means `::1`. An empty host would mean "everywhere" to Node, and is refused instead. */
export function hostAddress(host: string): string {
  const address = /^\[(.*)\]$/.exec(host)?.[1] ?? host;
  if (address === '' || /\s/.test(address)) {
    throw new OptionError('host must be an address or a host name; leave it out to listen on all addresses');
  }
  return address;
}
