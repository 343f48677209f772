import { Command, InvalidArgumentError, Option } from 'commander';
import { hostAddress, networks, socketPath } from './connections/settings.ts';
import { OptionError } from './errors.ts';
import { type LimitName, LIMITS } from './limits.ts';
import { limitFrom, range, usualAndRange, wanted } from './limitSyntax.ts';
import { RESERVED_FILES } from './openFiles.ts';
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
      list('--allow <networks>', 'who may connect: addresses and networks, such as 192.0.2.0/24,::1'),
    )
    .addOption(list('--deny <networks>', 'who may not, even if allowed'))
    .addOption(number('--max-message <size>', 'unfinished line that is held, at most', 'maxMessage'))
    .addOption(number('--rate <number>', 'messages a second from one client', 'rate'))
    .addOption(number('--who-burst <number>', '/who: answers to one client at once', 'whoBurst'))
    .addOption(number('--who-interval <time>', 'until it gets one more', 'whoInterval'))
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
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(usageError('talk-server', text, 'talk-server --help')),
    });
  const { drain, ...asked } = program.parse(args, { from: 'user' }).opts<Parsed>();
  const { tlsCert, tlsKey, tlsCa } = asked;
  if ((tlsCert === undefined) !== (tlsKey === undefined) || (tlsCa !== undefined && tlsCert === undefined)) {
    program.error('TLS needs both a certificate and its key: give --tls-cert and --tls-key');
  }
  return { ...asked, drainTimeout: drain };
}

/** As the options are named. */
type Parsed = Omit<CommandLine, 'drainTimeout'> & { readonly drain: number };

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
function list(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string, before: readonly string[] | undefined) => {
    const entries = text.split(',').map((entry) => entry.trim());
    checked(() => networks('It', entries))();
    return [...(before ?? []), ...entries];
  });
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
