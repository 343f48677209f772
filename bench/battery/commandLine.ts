import { Command, InvalidArgumentError, Option } from 'commander';
import { usageError } from '../../src/usageError.ts';
import { clusterFaults } from './faults/cluster/index.ts';
import { faults, SOAK_MINUTES } from './faults/index.ts';

/** What the command line asks for. */
export interface CommandLine {
  readonly quick: boolean;
  readonly only?: readonly string[];
  /** Minutes. */
  readonly soak: number;
  readonly out?: string;
}

/**
 * Reads the arguments. Throws commander's `CommanderError`: with `exitCode` 0 after help was printed to stdout,
 * otherwise after one line that says what to do was printed to stderr.
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const names = [...faults(), ...clusterFaults].map(({ name }) => name);
  return new Command('npm run battery --')
    .description('Does the worst to talk-server, and shows what comes of it. On the loopback only.')
    .addOption(new Option('--quick', 'only the quick ones: within a minute').default(false).conflicts('only'))
    .addOption(new Option('--only <name...>', 'only these faults').choices(names))
    .addOption(
      new Option('--soak <minutes>', 'how long the soak lasts').default(SOAK_MINUTES).argParser(minutes),
    )
    .addOption(
      new Option(
        '--out <file>',
        'where to write the page (default: docs/reliability.md, where nothing is left out, else nowhere)',
      ).argParser(file),
    )
    .helpOption('-h, --help', 'print this help, and end')
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(usageError('battery', text, 'npm run battery -- --help')),
    })
    .parse(args, { from: 'user' })
    .opts<CommandLine>();
}

/** Whether nothing is left out, so that the page may stand in the docs. */
export function isComplete({ quick, only }: CommandLine): boolean {
  return !quick && only === undefined;
}

function minutes(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value > 0 && value <= 24 * 60) return value;
  throw new InvalidArgumentError('Give minutes, up to 1440.');
}

function file(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('Give a file.');
}
