import { Command, InvalidArgumentError, Option } from 'commander';
import { OptionError } from './errors.ts';
import { FRAMINGS, type Framing, GREETING, hostAddress, LIMITS, type LimitName } from './options.ts';
import { printable } from './printable.ts';

/** What the command line asks for: the server's options, and how much to tell about it. */
export interface CommandLine {
  readonly verbose: boolean;
  readonly port: number;
  readonly host?: string;
  readonly greeting: string;
  readonly framing: Framing;
  readonly maxMessage: number;
  readonly maxBacklog: number;
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
    .addOption(number('-p, --port <number>', 'port to listen on; 0 takes a free one', 'port'))
    .addOption(
      new Option('--host <address>', 'address to listen on (default: all, IPv4 and IPv6)').argParser(host),
    )
    .option('-v, --verbose', 'log every event to stdout, as one line of JSON', false)
    .option('--greeting <text>', 'what a client is told first', GREETING)
    .addOption(
      new Option('--framing <how>', 'how what a client sends is cut into messages')
        .choices(FRAMINGS)
        .default('auto'),
    )
    .addOption(number('--max-message <bytes>', 'unfinished line that is held, at most', 'maxMessage'))
    .addOption(number('--max-backlog <bytes>', 'unsent bytes after which a slow client is cut', 'maxBacklog'))
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(oneLine(text)) });
  return program.parse(args, { from: 'user' }).opts<CommandLine>();
}

function number(flags: string, description: string, name: LimitName): Option {
  const { default: usual, min, max } = LIMITS[name];
  return new Option(flags, description).default(usual).argParser((text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
  });
}

function host(text: string): string {
  try {
    return hostAddress(text);
  } catch (error) {
    throw error instanceof OptionError ? new InvalidArgumentError(`${error.message}.`) : error;
  }
}

/** commander puts its suggestions on a line of their own, and repeats arguments as they are. */
function oneLine(text: string): string {
  const message = text
    .trim()
    .replace(/^error: |\.$/g, '')
    .replace(/\s*\n\s*/g, ' ');
  return `talk-server: ${printable(message)}; see talk-server --help\n`;
}
