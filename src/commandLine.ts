import { Command, InvalidArgumentError, Option } from 'commander';
import { hostAddress, networks, socketPath } from './connections/settings.ts';
import { OptionError } from './errors.ts';
import { type LimitName, LIMITS } from './limits.ts';
import { limitFrom, range, usualAndRange, wanted } from './limitSyntax.ts';
import { RESERVED_FILES } from './openFiles.ts';
import { brokerAddress, roomName } from './nats/names.ts';
import { FRAMINGS, type Framing, GREETING } from './options.ts';
import { usageError } from './usageError.ts';

/** What the command line asks for: the server's options, and how much to tell about it. */
export interface CommandLine {
  readonly verbose: boolean;
  readonly port?: number;
  readonly host?: string;
  readonly socket?: string;
  readonly socketMode: number;
  readonly greeting: string;
  readonly framing: Framing;
  readonly stripControl: boolean;
  readonly maxClients?: number;
  readonly maxClientsPerIp: number;
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
  readonly maxMessage: number;
  readonly rate: number;
  readonly whoBurst: number;
  readonly whoInterval: number;
  readonly whoLines: number;
  readonly idleTimeout: number;
  readonly maxBacklog: number;
  readonly slowBacklog: number;
  readonly slowAfter: number;
  readonly maxTotalBacklog: number;
  readonly maxPause: number;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsCa?: string;
  readonly tlsHandshake: number;
  readonly drainTimeout: number;
  readonly statsInterval: number;
  readonly history: number;
  readonly historySize: number;
  /** How to be one room with other servers, where it is to be. */
  readonly nats?: NatsLine;
}

/** All that is said of the broker, but for the password. */
export interface NatsLine {
  readonly servers: readonly string[];
  readonly room: string;
  readonly node: string | undefined;
  readonly user: string | undefined;
  readonly creds: string | undefined;
  readonly tlsCa: string | undefined;
  readonly replicas: number;
  readonly natsBuffer: number;
  readonly journalAge: number;
  readonly journalSize: number;
}

/**
 * Reads the arguments behind the program's name. Throws commander's `CommanderError`: with `exitCode` 0 after help or
 * version was printed to stdout, otherwise after one line that says what to do was printed to stderr.
 */
export function parseCommandLine(args: readonly string[], version: string): CommandLine {
  const program = new Command('talk-server')
    .description('A TCP chat server: what each client sends is passed on to all the others.')
    .version(version, '-V, --version', 'print the version, and end')
    .helpOption('-h, --help', 'print this help, and end')
    .addHelpText(
      'after',
      '\nSizes: 65536, 64k, 8m, 1g. Times: 500ms, 10s, 2m, 1h; a number alone is seconds.',
    )
    .addOption(
      number(
        '-p, --port <number>',
        `port to listen on (default: ${usualAndRange('port')}; with --socket: none)`,
        'port',
      ).default(undefined),
    )
    .addOption(
      new Option('--host <address>', 'address to listen on (default: all, IPv4 and IPv6)').argParser(
        checked(hostAddress),
      ),
    )
    .addOption(
      new Option('--socket <path>', 'Unix-domain socket to listen on').argParser(checked(socketPath)),
    )
    .addOption(number('--socket-mode <mode>', 'who may use that socket, in octal', 'socketMode'))
    .option('-v, --verbose', 'log every event to stdout, as one line of JSON', false)
    .addOption(number('--stats-interval <time>', 'with -v, log the counters so often', 'statsInterval'))
    .option('--greeting <text>', 'what a client is told first', GREETING)
    .addOption(
      new Option('--framing <how>', 'how what a client sends is cut into messages')
        .choices(FRAMINGS)
        .default('auto'),
    )
    .option('--strip-control', 'take control characters out of what is passed on', false)
    .addOption(
      number(
        '--max-clients <number>',
        `clients that may be connected (default: open-files limit less ${RESERVED_FILES}, ${range('maxClients')})`,
        'maxClients',
      ).default(undefined),
    )
    .addOption(number('--max-clients-per-ip <number>', 'of them, from one address', 'maxClientsPerIp'))
    .addOption(
      list(
        '--allow <networks>',
        'who may connect: addresses and networks, such as 192.0.2.0/24,::1',
        network,
      ),
    )
    .addOption(list('--deny <networks>', 'who may not, even if allowed', network))
    .addOption(number('--max-message <size>', 'unfinished line that is held, at most', 'maxMessage'))
    .addOption(number('--rate <number>', 'messages a second from one client', 'rate'))
    .addOption(number('--who-burst <number>', '/who: answers to one client at once', 'whoBurst'))
    .addOption(number('--who-interval <time>', 'until it gets one more', 'whoInterval'))
    .addOption(number('--who-lines <number>', 'clients that an answer lists', 'whoLines'))
    .addOption(number('--idle-timeout <time>', 'silence after which a client is closed', 'idleTimeout'))
    .addOption(number('--max-backlog <size>', 'unsent bytes after which a slow client is cut', 'maxBacklog'))
    .addOption(number('--slow-backlog <size>', 'unsent bytes from which on a client lags', 'slowBacklog'))
    .addOption(number('--slow-after <time>', 'lagging, and no better, after which it is cut', 'slowAfter'))
    .addOption(number('--max-total-backlog <size>', 'unsent bytes of all clients', 'maxTotalBacklog'))
    .addOption(number('--max-pause <time>', 'pause of who talks much while another lags', 'maxPause'))
    .option('--tls-cert <file>', 'certificate, in PEM: makes the port speak TLS')
    .option('--tls-key <file>', 'its key, in PEM')
    .option('--tls-ca <file>', 'authorities of the certificates that clients must have, in PEM')
    .addOption(number('--tls-handshake <time>', 'time for the handshake', 'tlsHandshake'))
    .addOption(number('--drain <time>', 'to send what is unsent when a connection ends', 'drainTimeout'))
    .addOption(number('--history <number>', 'newest messages that a newcomer is sent', 'history'))
    .addOption(number('--history-size <size>', 'of them, together', 'historySize'))
    .addOption(
      list(
        '--nats <urls>',
        'brokers of NATS, such as nats://host:4222: one room with all servers there',
        brokerAddress,
      ),
    )
    .addOption(
      new Option('--room <name>', 'the room, with --nats')
        .default('lobby')
        .argParser(checked((name: string) => roomName('room', name))),
    )
    .addOption(
      new Option('--node <name>', 'what this server is called (default: as the machine)').argParser(
        checked((name: string) => roomName('node', name)),
      ),
    )
    .option('--nats-user <name>', `who this is to the broker; the password is in ${PASSWORD}`)
    .option('--nats-creds <file>', 'credentials instead, as nsc makes them')
    .option('--nats-tls-ca <file>', "authorities of the broker's certificate, in PEM")
    .addOption(number('--nats-buffer <size>', 'kept for the others while there is no link', 'natsBuffer'))
    .addOption(number('--replicas <number>', 'of the journal, on as many brokers', 'replicas'))
    .addOption(number('--journal-age <time>', 'that the journal keeps what was said', 'journalAge'))
    .addOption(number('--journal-size <size>', 'of the journal', 'journalSize'))
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(usageError('talk-server', text, 'talk-server --help')),
    });
  const {
    drain,
    nats: servers,
    natsUser: user,
    natsCreds: creds,
    natsTlsCa,
    ...more
  } = program.parse(args, { from: 'user' }).opts<Parsed>();
  const { room, node, replicas, natsBuffer, journalAge, journalSize, ...asked } = more;
  const { tlsCert, tlsKey, tlsCa } = asked;
  if ((tlsCert === undefined) !== (tlsKey === undefined) || (tlsCa !== undefined && tlsCert === undefined)) {
    program.error('TLS needs both a certificate and its key: give --tls-cert and --tls-key');
  }
  if (servers === undefined) {
    const idle = NATS_OPTIONS.find((option) => program.getOptionValueSource(option.name) === 'cli');
    if (idle !== undefined)
      program.error(`${idle.flag} is for --nats alone: give --nats nats://host:4222 too`);
    return { ...asked, drainTimeout: drain };
  }
  if (creds !== undefined && user !== undefined) {
    program.error('credentials stand for user and password: give --nats-creds or --nats-user');
  }
  const limits = { replicas, natsBuffer, journalAge, journalSize };
  return {
    ...asked,
    drainTimeout: drain,
    nats: { servers, room, node, user, creds, tlsCa: natsTlsCa, ...limits },
  };
}

/** As the options are named. */
type Parsed = Omit<CommandLine, 'drainTimeout' | 'nats'> &
  Omit<NatsLine, 'servers' | 'user' | 'creds' | 'tlsCa'> & {
    readonly drain: number;
    readonly nats?: readonly string[];
    readonly natsUser?: string;
    readonly natsCreds?: string;
    readonly natsTlsCa?: string;
  };

/** Where the password is looked for: on a command line, everybody on the machine could read it. */
export const PASSWORD = 'TALK_NATS_PASSWORD';

/** Those that are of no use without `--nats`. */
const NATS_OPTIONS = [
  { name: 'room', flag: '--room' },
  { name: 'node', flag: '--node' },
  { name: 'natsUser', flag: '--nats-user' },
  { name: 'natsCreds', flag: '--nats-creds' },
  { name: 'natsTlsCa', flag: '--nats-tls-ca' },
  { name: 'natsBuffer', flag: '--nats-buffer' },
  { name: 'replicas', flag: '--replicas' },
  { name: 'journalAge', flag: '--journal-age' },
  { name: 'journalSize', flag: '--journal-size' },
] as const;

/** An option that is a number: its default and its range are told with it. */
function number(flags: string, description: string, name: LimitName): Option {
  return new Option(flags, description)
    .default(LIMITS[name].default, usualAndRange(name))
    .argParser((text: string) => {
      const value = limitFrom(name, text);
      if (Number.isNaN(value)) throw new InvalidArgumentError(`Give ${wanted(name)}.`);
      return value;
    });
}

/** Separated by commas; the option may be given several times. */
function list(flags: string, description: string, check: (entry: string) => unknown): Option {
  return new Option(flags, description).argParser((text: string, before: readonly string[] | undefined) => {
    const entries = text.split(',').map((entry) => entry.trim());
    checked(() => entries.forEach(check))();
    return [...(before ?? []), ...entries];
  });
}

/** Throws `OptionError` for what is no network. */
function network(entry: string): unknown {
  return networks('It', [entry]);
}

/** What the library says against a value, said as commander does. */
function checked<Args extends readonly unknown[], Value>(
  check: (...args: Args) => Value,
): (...args: Args) => Value {
  return (...args) => {
    try {
      return check(...args);
    } catch (error) {
      throw error instanceof OptionError ? new InvalidArgumentError(`${error.message}.`) : error;
    }
  };
}
