import { Command, InvalidArgumentError, Option } from 'commander';
import { usageError } from '../../src/usageError.ts';

/** What the command line asks for. */
export interface CommandLine {
  readonly quick: boolean;
  readonly figures?: string;
  readonly out?: string;
}

/**
 * Reads the arguments. Throws commander's `CommanderError`: with `exitCode` 0 after help was printed to stdout,
 * otherwise after one line that says what to do was printed to stderr.
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  return new Command('npm run scale --')
    .description('Measures what a room over many machines costs, and where it ends. On 127.0.0.1 only.')
    .addOption(
      new Option('--quick', 'fewer nodes, and less time for each figure: within two minutes').default(false),
    )
    .addOption(
      new Option(
        '--out <file>',
        'where to write the page (default: docs/scale.md, where nothing is left out, else nowhere)',
      ).argParser(file),
    )
    .addOption(
      new Option('--figures <file>', 'make the page of the figures in this file, and measure nothing')
        .argParser(file)
        .conflicts('quick'),
    )
    .helpOption('-h, --help', 'print this help, and end')
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(usageError('scale', text, 'npm run scale -- --help')),
    })
    .parse(args, { from: 'user' })
    .opts<CommandLine>();
}

function file(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('Give a file.');
}
