import { Command, InvalidArgumentError, Option } from 'commander';
import { hostAddress, networks, socketPath } from './connections/settings.ts';
import { OptionError } from './errors.ts';
import { type LimitName, LIMITS } from './limits.ts';
import { FRAMINGS, type Framing, GREETING } from './options.ts';
import { printable } from './printable.ts';
import { bytesFrom, bytesText, millisecondsFrom, millisecondsText } from './quantities.ts';

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
        `port to listen on; 0 takes a free one (default: ${LIMITS.port.default}; with --socket: none)`,
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
    .addOption(mode('--socket-mode <mode>', 'who may use that socket, in octal', 'socketMode'))
    .option('-v, --verbose', 'log every event to stdout, as one line of JSON', false)
    .addOption(
      time('--stats-interval <time>', 'with -v, log the counters so often; 0: at the end', 'statsInterval'),
    )
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
        'clients that may be connected (default: open-files limit less 64)',
        'maxClients',
      ).default(undefined),
    )
    .addOption(number('--max-clients-per-ip <number>', 'of them, from one address', 'maxClientsPerIp'))
    .addOption(
      list('--allow <networks>', 'who may connect: addresses and networks, such as 192.0.2.0/24,::1'),
    )
    .addOption(list('--deny <networks>', 'who may not, even if allowed'))
    .addOption(size('--max-message <size>', 'unfinished line that is held, at most', 'maxMessage'))
    .addOption(number('--rate <number>', 'messages a second from one client', 'rate'))
    .addOption(number('--who-burst <number>', '/who: answers to one client at once', 'whoBurst'))
    .addOption(time('--who-interval <time>', 'until it gets one more', 'whoInterval'))
    .addOption(time('--idle-timeout <time>', 'silence after which a client is closed', 'idleTimeout'))
    .addOption(size('--max-backlog <size>', 'unsent bytes after which a slow client is cut', 'maxBacklog'))
    .addOption(size('--slow-backlog <size>', 'unsent bytes from which on a client lags', 'slowBacklog'))
    .addOption(time('--slow-after <time>', 'lagging, and no better, after which it is cut', 'slowAfter'))
    .addOption(size('--max-total-backlog <size>', 'unsent bytes of all clients', 'maxTotalBacklog'))
    .addOption(time('--max-pause <time>', 'pause of who talks much while another lags', 'maxPause'))
    .option('--tls-cert <file>', 'certificate, in PEM: makes the port speak TLS')
    .option('--tls-key <file>', 'its key, in PEM')
    .option('--tls-ca <file>', 'authorities of the certificates that clients must have, in PEM')
    .addOption(time('--tls-handshake <time>', 'time for the handshake', 'tlsHandshake'))
    .addOption(time('--drain <time>', 'to send what is unsent when a connection ends', 'drainTimeout'))
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(oneLine(text)) });
  const { drain, ...asked } = program.parse(args, { from: 'user' }).opts<Parsed>();
  const { tlsCert, tlsKey, tlsCa } = asked;
  if ((tlsCert === undefined) !== (tlsKey === undefined) || (tlsCa !== undefined && tlsCert === undefined)) {
    program.error('TLS needs both a certificate and its key: give --tls-cert and --tls-key');
  }
  return { ...asked, drainTimeout: drain };
}

/** As the options are named. */
type Parsed = Omit<CommandLine, 'drainTimeout'> & { readonly drain: number };

const NO_LIMIT = '0, no limit';

function number(flags: string, description: string, name: LimitName): Option {
  const { default: usual, min, max } = LIMITS[name];
  return new Option(flags, description)
    .default(usual, usual === 0 ? NO_LIMIT : undefined)
    .argParser(
      within(
        name,
        (text) => (/^\d+$/.test(text) ? Number(text) : NaN),
        `a whole number from ${min} to ${max}`,
      ),
    );
}

function mode(flags: string, description: string, name: LimitName): Option {
  const { default: usual } = LIMITS[name];
  const from = (text: string): number => (/^[0-7]{1,4}$/.test(text) ? parseInt(text, 8) : NaN);
  return new Option(flags, description)
    .default(usual, usual.toString(8))
    .argParser(within(name, from, 'an octal mode such as 660'));
}

function size(flags: string, description: string, name: LimitName): Option {
  const { default: usual, min, max } = LIMITS[name];
  const what = `a size such as 64k or 8m, from ${bytesText(min)} to ${bytesText(max)}`;
  return new Option(flags, description)
    .default(usual, bytesText(usual))
    .argParser(within(name, bytesFrom, what));
}

function time(flags: string, description: string, name: LimitName): Option {
  const { default: usual, min, max } = LIMITS[name];
  const days = Math.floor(max / 86_400_000);
  const what = `a time such as 500ms, 10s or 2m, from ${millisecondsText(min)} to ${days} days`;
  return new Option(flags, description)
    .default(usual, usual === 0 && name !== 'statsInterval' ? NO_LIMIT : millisecondsText(usual))
    .argParser(within(name, millisecondsFrom, what));
}

/** Reads a value with `from`, which gives NaN for what is none. */
function within(name: LimitName, from: (text: string) => number, what: string): (text: string) => number {
  const { min, max } = LIMITS[name];
  return (text) => {
    const value = from(text);
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Give ${what}.`);
  };
}

/** Separated by commas; the option may be given several times. */
function list(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string, before: readonly string[] | undefined) => {
    const entries = text.split(',').map((entry) => entry.trim());
    checked(() => networks('it', entries))();
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

/** commander puts its suggestions on a line of their own, and repeats arguments as they are. */
function oneLine(text: string): string {
  const message = text
    .trim()
    .replace(/^error: |\.$/g, '')
    .replace(/\s*\n\s*/g, ' ');
  return `talk-server: ${printable(message)}; see talk-server --help\n`;
}
