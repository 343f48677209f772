import { Command, InvalidArgumentError, Option } from 'commander';
import { usageError } from '../src/usageError.ts';
import { PEERS } from './peers/index.ts';
import { type Section, SECTIONS } from './plan.ts';
import { WORKLOADS } from './workloads.ts';

/** What the command line asks for. */
export interface CommandLine {
  readonly quick: boolean;
  readonly rounds?: number;
  readonly workload?: readonly string[];
  readonly peer?: readonly string[];
  readonly only?: readonly Section[];
  readonly add: boolean;
  readonly out?: string;
}

/**
 * Reads the arguments. Throws commander's `CommanderError`: with `exitCode` 0 after help was printed to stdout,
 * otherwise after one line that says what to do was printed to stderr.
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  return new Command('npm run bench --')
    .description('Measures what talk-server costs, beside other servers. On 127.0.0.1 only.')
    .option('--quick', 'a look at everything within a minute; its figures waver', false)
    .addOption(
      new Option(
        '--rounds <number>',
        'how often each peer plays each workload (default: 5, quick: 1)',
      ).argParser(rounds),
    )
    .addOption(choice('--workload <name...>', 'only these workloads', namesOf(WORKLOADS)))
    .addOption(choice('--peer <name...>', 'only these peers', namesOf(PEERS)))
    .addOption(choice('--only <section...>', 'only these sections', SECTIONS))
    .addOption(
      new Option(
        '--add',
        'put what is measured among the figures that are there, each with its own date: what --only leaves out stays',
      )
        .default(false)
        .conflicts(['quick', 'workload', 'peer']),
    )
    .addOption(
      new Option(
        '--out <folder>',
        'where to write (default: docs, where all is measured or added, else docs/quick)',
      ).argParser(folder),
    )
    .helpOption('-h, --help', 'print this help, and end')
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(usageError('bench', text, 'npm run bench -- --help')),
    })
    .parse(args, { from: 'user' })
    .opts<CommandLine>();
}

/** Whether each section that is measured is measured whole, and none is lost, so that the figures may stand in the docs. */
export function isForDocs({ quick, workload, peer, only, add, out }: CommandLine): boolean {
  const restrictions = add ? [out] : [workload, peer, only, out];
  return !quick && restrictions.every((restriction) => restriction === undefined);
}

function choice(flags: string, description: string, names: readonly string[]): Option {
  return new Option(flags, description).choices(names);
}

function rounds(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= 1 && value <= 100) return value;
  throw new InvalidArgumentError('Give a whole number from 1 to 100.');
}

function folder(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('Give a folder; it is made where it is not there.');
}

function namesOf(named: readonly { readonly name: string }[]): string[] {
  return named.map(({ name }) => name);
}
