import { writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { CommanderError } from 'commander';
import { thisMachine } from '../machine.ts';
import { missingAccounting } from '../processUse.ts';
import { Progress } from '../progress.ts';
import { PROJECT } from '../project.ts';
import { prepareFolder } from '../report/write.ts';
import { endChildren } from './children.ts';
import { type CommandLine, isComplete, parseCommandLine } from './commandLine.ts';
import { type Fault, shortcomings } from './fault.ts';
import { clusterFaults } from './faults/cluster/index.ts';
import { faults } from './faults/index.ts';
import { page, type Result, resultTable } from './page.ts';

const DOES_NOT_HOLD = 1;
const WRONG_USE = 2;
/** 128 + the signal's number, as a shell has it. */
const ENDED_BY = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

for (const [signal, code] of Object.entries(ENDED_BY)) process.on(signal, () => process.exit(code));
process.on('exit', endChildren);

try {
  await battery(parseCommandLine(process.argv.slice(2)), process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : WRONG_USE;
  } else {
    process.stderr.write(`battery: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = DOES_NOT_HOLD;
  }
}

async function battery(commandLine: CommandLine, args: readonly string[]): Promise<void> {
  const missing = missingAccounting();
  if (missing !== undefined) throw new Error(missing);
  const { quick, only, soak, out } = commandLine;
  const file = out ?? (isComplete(commandLine) ? join(PROJECT, 'docs', 'reliability.md') : undefined);
  if (file !== undefined) prepareFolder(dirname(file));
  const isChosen = ({ name, isQuick }: Fault): boolean => only?.includes(name) ?? (!quick || isQuick);

  const progress = new Progress();
  const results = await run('faults', faults(soak).filter(isChosen), progress);
  const clusterResults = await run('faults of a cluster', clusterFaults.filter(isChosen), progress);
  progress.end();

  const all = [...results, ...clusterResults];
  process.stdout.write(`${resultTable(all)}\n`);
  if (all.some(({ outcome }) => shortcomings(outcome).length > 0)) process.exitCode = DOES_NOT_HOLD;
  if (file === undefined) return;
  const command = ['npm run battery', ...(args.length === 0 ? [] : ['--', ...args])].join(' ');
  writeFileSync(
    file,
    page({ date: new Date().toISOString(), command, machine: thisMachine(), results, clusterResults }),
  );
  progress.note(`written to ${relative(process.cwd(), file)}`);
}

async function run(title: string, faults: readonly Fault[], progress: Progress): Promise<Result[]> {
  progress.section(title, faults.length);
  const results: Result[] = [];
  for (const fault of faults) {
    progress.step(`${fault.name}: ${fault.title}`);
    const outcome = await fault.run();
    results.push({ fault, outcome });
    for (const what of shortcomings(outcome)) progress.note(`${fault.name} does not hold: ${what}`);
  }
  return results;
}
