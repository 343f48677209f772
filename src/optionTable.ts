import { hostAddress, networks, socketPath } from './connections/settings.ts';
import type { OptionRow, ProgramTable, Values } from './configuration/optionRow.ts';
import { OptionError } from './errors.ts';
import { httpOrigin } from './httpOrigin.ts';
import { range, usual, usualAndRange } from './limitSyntax.ts';
import { brokerAddress, roomName } from './nats/names.ts';
import { RESERVED_FILES } from './openFiles.ts';
import { FRAMINGS, GREETING } from './options.ts';
import { LIMITS, shown } from './limits.ts';

/** Where the password is looked for: on a command line, everybody on the machine could read it, and files are passed on. */
export const PASSWORD = 'TALK_NATS_PASSWORD';

const WHERE = 'Where it listens';
const HOW = 'How it is run';
const MESSAGES = 'What is said';
const WHO = 'Who may come';
const LIMITS_OF_EACH = 'How much each may have';
const ROOM = 'One room with other servers';
const WEB = 'The page, and what watches';

const NAME_PATTERN = '^[A-Za-z0-9_-]{1,64}$';
const ADDRESS_PATTERN = String.raw`^(?!\[\]$)[^\s\u0000]+$`;

const ROWS = [
  {
    flag: '--port',
    short: '-p',
    argument: 'number',
    describes: 'port to listen on',
    group: WHERE,
    value: {
      kind: 'limit',
      limit: LIMITS.port,
      absent: `${usualAndRange(LIMITS.port)}; with --socket: none`,
    },
  },
  {
    flag: '--host',
    argument: 'address',
    describes: 'address to listen on',
    group: WHERE,
    value: { kind: 'text', check: hostAddress, pattern: ADDRESS_PATTERN, absent: 'all, IPv4 and IPv6' },
  },
  {
    flag: '--socket',
    argument: 'path',
    describes: 'Unix-domain socket to listen on',
    group: WHERE,
    value: { kind: 'file', check: socketPath, pattern: String.raw`^[^\u0000]{1,107}$` },
  },
  {
    flag: '--socket-mode',
    argument: 'mode',
    describes: 'who may use that socket, in octal',
    group: WHERE,
    value: { kind: 'limit', limit: LIMITS.socketMode },
  },
  {
    flag: '--verbose',
    short: '-v',
    describes: 'log every event to stdout, as one line of JSON',
    group: HOW,
    value: { kind: 'switch' },
  },
  {
    flag: '--stats-interval',
    argument: 'time',
    describes: 'with -v, log the counters so often',
    group: HOW,
    value: { kind: 'limit', limit: LIMITS.statsInterval },
  },
  {
    flag: '--drain',
    argument: 'time',
    describes: 'to send what is unsent when a connection ends',
    group: HOW,
    value: { kind: 'limit', limit: LIMITS.drainTimeout },
  },
  {
    flag: '--greeting',
    argument: 'text',
    describes: 'what a client is told first',
    group: MESSAGES,
    value: { kind: 'text', default: GREETING, mayBeEmpty: true },
  },
  {
    flag: '--framing',
    argument: 'how',
    describes: 'how what a client sends is cut into messages',
    group: MESSAGES,
    value: { kind: 'choice', choices: FRAMINGS, default: 'auto' },
  },
  {
    flag: '--strip-control',
    describes: 'take control characters out of what is passed on',
    group: MESSAGES,
    value: { kind: 'switch' },
  },
  {
    flag: '--history',
    argument: 'number',
    describes: 'newest messages that a newcomer is sent',
    group: MESSAGES,
    value: { kind: 'limit', limit: LIMITS.history },
  },
  {
    flag: '--history-size',
    argument: 'size',
    describes: 'of them, together',
    group: MESSAGES,
    value: { kind: 'limit', limit: LIMITS.historySize },
  },
  {
    flag: '--max-clients',
    argument: 'number',
    describes: 'clients that may be connected',
    group: WHO,
    value: {
      kind: 'limit',
      limit: LIMITS.maxClients,
      absent: `open-files limit less ${RESERVED_FILES}, ${range(LIMITS.maxClients)}`,
    },
  },
  {
    flag: '--max-clients-per-ip',
    argument: 'number',
    describes: 'of them, from one address',
    group: WHO,
    value: { kind: 'limit', limit: LIMITS.maxClientsPerIp },
  },
  {
    flag: '--allow',
    argument: 'networks',
    describes: 'who may connect: addresses and networks, such as 192.0.2.0/24,::1',
    group: WHO,
    value: { kind: 'list', check: network },
  },
  {
    flag: '--deny',
    argument: 'networks',
    describes: 'who may not, even if allowed',
    group: WHO,
    value: { kind: 'list', check: network },
  },
  {
    flag: '--tls-cert',
    argument: 'file',
    describes: 'certificate, in PEM: makes the port speak TLS',
    group: WHO,
    value: { kind: 'file' },
  },
  {
    flag: '--tls-key',
    argument: 'file',
    describes: 'its key, in PEM',
    group: WHO,
    value: { kind: 'file' },
  },
  {
    flag: '--tls-ca',
    argument: 'file',
    describes: 'authorities of the certificates that clients must have, in PEM',
    group: WHO,
    value: { kind: 'file' },
  },
  {
    flag: '--tls-handshake',
    argument: 'time',
    describes: 'time for the handshake',
    group: WHO,
    value: { kind: 'limit', limit: LIMITS.tlsHandshake },
  },
  {
    flag: '--max-message',
    argument: 'size',
    describes: 'unfinished line that is held, at most',
    group: LIMITS_OF_EACH,
    value: { kind: 'limit', limit: LIMITS.maxMessage },
  },
  {
    flag: '--rate',
    argument: 'number',
    describes: 'messages a second from one client',
    group: LIMITS_OF_EACH,
    value: { kind: 'limit', limit: LIMITS.rate },
  },
  {
    flag: '--who-burst',
    argument: 'number',
    describes: '/who: answers to one client at once',
    group: LIMITS_OF_EACH,
    value: { kind: 'limit', limit: LIMITS.whoBurst },
  },
  {
    flag: '--who-interval',
    argument: 'time',
    describes: 'until it gets one more',
    group: LIMITS_OF_EACH,
    value: { kind: 'limit', limit: LIMITS.whoInterval },
  },
  {
    flag: '--who-lines',
    argument: 'number',
    describes: 'clients that an answer lists',
    group: LIMITS_OF_EACH,
    value: { kind: 'limit', limit: LIMITS.whoLines },
  },
  {
    flag: '--idle-timeout',
    argument: 'time',
    describes: 'silence after which a client is closed',
    group: LIMITS_OF_EACH,
    value: { kind: 'limit', limit: LIMITS.idleTimeout },
  },
  {
    flag: '--max-backlog',
    argument: 'size',
    describes: 'unsent bytes after which a slow client is cut',
    group: LIMITS_OF_EACH,
    value: { kind: 'limit', limit: LIMITS.maxBacklog },
  },
  {
    flag: '--slow-backlog',
    argument: 'size',
    describes: 'unsent bytes from which on a client lags',
    group: LIMITS_OF_EACH,
    value: { kind: 'limit', limit: LIMITS.slowBacklog },
  },
  {
    flag: '--slow-after',
    argument: 'time',
    describes: 'lagging, and no better, after which it is cut',
    group: LIMITS_OF_EACH,
    value: { kind: 'limit', limit: LIMITS.slowAfter },
  },
  {
    flag: '--max-total-backlog',
    argument: 'size',
    describes: 'unsent bytes of all clients',
    group: LIMITS_OF_EACH,
    value: { kind: 'limit', limit: LIMITS.maxTotalBacklog },
  },
  {
    flag: '--max-pause',
    argument: 'time',
    describes: 'pause of who talks much while another lags',
    group: LIMITS_OF_EACH,
    value: { kind: 'limit', limit: LIMITS.maxPause },
  },
  {
    flag: '--nats',
    argument: 'urls',
    describes: 'brokers of NATS, such as nats://host:4222: one room with all servers there',
    group: ROOM,
    value: { kind: 'list', check: brokerAddress },
    example: 'nats://host:4222',
  },
  {
    flag: '--room',
    argument: 'name',
    describes: 'the room, with --nats',
    group: ROOM,
    value: {
      kind: 'text',
      default: 'lobby',
      check: (name: string) => roomName('room', name),
      pattern: NAME_PATTERN,
    },
    needs: ['--nats'],
  },
  {
    flag: '--node',
    argument: 'name',
    describes: 'what this server is called',
    group: ROOM,
    value: {
      kind: 'text',
      check: (name: string) => roomName('node', name),
      pattern: NAME_PATTERN,
      absent: 'as the machine',
    },
    needs: ['--nats'],
  },
  {
    flag: '--nats-user',
    argument: 'name',
    describes: `who this is to the broker; the password is in ${PASSWORD}`,
    group: ROOM,
    value: { kind: 'text' },
    needs: ['--nats'],
  },
  {
    flag: '--nats-creds',
    argument: 'file',
    describes: 'credentials instead, as nsc makes them',
    group: ROOM,
    value: { kind: 'file' },
    needs: ['--nats'],
  },
  {
    flag: '--nats-tls-ca',
    argument: 'file',
    describes: "authorities of the broker's certificate, in PEM",
    group: ROOM,
    value: { kind: 'file' },
    needs: ['--nats'],
  },
  {
    flag: '--nats-buffer',
    argument: 'size',
    describes: 'kept for the others while there is no link',
    group: ROOM,
    value: { kind: 'limit', limit: LIMITS.natsBuffer },
    needs: ['--nats'],
  },
  {
    flag: '--replicas',
    argument: 'number',
    describes: 'of the journal, on as many brokers',
    group: ROOM,
    value: { kind: 'limit', limit: LIMITS.replicas },
    needs: ['--nats'],
  },
  {
    flag: '--journal-age',
    argument: 'time',
    describes: 'that the journal keeps what was said',
    group: ROOM,
    value: { kind: 'limit', limit: LIMITS.journalAge },
    needs: ['--nats'],
  },
  {
    flag: '--journal-size',
    argument: 'size',
    describes: 'of the journal',
    group: ROOM,
    value: { kind: 'limit', limit: LIMITS.journalSize },
    needs: ['--nats'],
  },
  {
    flag: '--http',
    argument: 'port',
    describes: `port for the page to chat on, such as ${usual(LIMITS.httpPort)}`,
    group: WEB,
    value: {
      kind: 'limit',
      limit: LIMITS.httpPort,
      absent: `none, ${range(LIMITS.httpPort)}; 0: a free one`,
    },
  },
  {
    flag: '--http-host',
    argument: 'address',
    describes: 'address for it',
    group: WEB,
    value: { kind: 'text', default: '127.0.0.1', check: webAddress, pattern: ADDRESS_PATTERN },
    needs: ['--http'],
  },
  {
    flag: '--http-origin',
    argument: 'origins',
    describes: 'other pages that may chat, such as https://chat.example.org',
    group: WEB,
    value: { kind: 'list', check: httpOrigin },
    needs: ['--http'],
  },
  {
    flag: '--http-ping',
    argument: 'time',
    describes: 'how often clients of the page are asked whether they are there',
    group: WEB,
    value: { kind: 'limit', limit: LIMITS.httpPing },
    needs: ['--http'],
  },
  {
    flag: '--max-http',
    argument: 'number',
    describes: 'connections of HTTP that are no clients',
    group: WEB,
    value: { kind: 'limit', limit: LIMITS.maxHttp },
    needs: ['--http', '--metrics'],
  },
  {
    flag: '--metrics',
    argument: 'port',
    describes: `port of its own for what watches, such as ${usual(LIMITS.metricsPort)}`,
    group: WEB,
    value: {
      kind: 'limit',
      limit: LIMITS.metricsPort,
      absent: `that of --http, ${range(LIMITS.metricsPort)}; 0: a free one`,
    },
  },
  {
    flag: '--metrics-host',
    argument: 'address',
    describes: 'address for it',
    group: WEB,
    value: { kind: 'text', default: '127.0.0.1', check: webAddress, pattern: ADDRESS_PATTERN },
    needs: ['--metrics'],
  },
  {
    flag: '--max-link-down',
    argument: 'time',
    describes: 'without a link to the broker after which it is told to be not ready',
    group: WEB,
    value: { kind: 'limit', limit: LIMITS.maxLinkDown },
    needs: ['--http', '--metrics'],
  },
] as const satisfies readonly OptionRow[];

/** Every option of `talk-server`. Help, environment, file, schema, completion and manual are made of it. */
export const SERVER: ProgramTable = {
  name: 'talk-server',
  describes: 'A TCP chat server: what each client sends is passed on to all the others.',
  prefix: 'TALK_',
  settings: ROWS,
  secrets: { [PASSWORD]: 'the password of --nats-user' },
};

/** What they are, by their keys. */
export type ServerValues = Values<typeof ROWS>;

/** Throws `OptionError` for what is no network. */
function network(entry: string): unknown {
  return networks('It', [entry]);
}

/** Throws `OptionError` for what is no address. */
function webAddress(text: string): string {
  try {
    return hostAddress(text);
  } catch {
    throw new OptionError(`must be an address or a host name, such as 127.0.0.1, not ${shown(text)}`);
  }
}
