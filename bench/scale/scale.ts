import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, parse, relative } from 'node:path';
import { CommanderError } from 'commander';
import { endChildren } from '../battery/children.ts';
import { thisMachine } from '../machine.ts';
import { isInstalled, versionOf } from '../peers/tool.ts';
import { endEverything } from '../processes.ts';
import { missingAccounting } from '../processUse.ts';
import { Progress } from '../progress.ts';
import { PROJECT } from '../project.ts';
import { prepareFolder } from '../report/write.ts';
import { measureBatches } from './batches.ts';
import { NATS_SERVER } from './broker.ts';
import { type CommandLine, parseCommandLine } from './commandLine.ts';
import { measureCrowds } from './crowds.ts';
import type { Findings } from './findings.ts';
import { measureLocal } from './local.ts';
import { page } from './page.ts';
import { FULL_PLAN, type Plan, QUICK_PLAN } from './plan.ts';
import { measureRooms } from './rooms.ts';

const CANNOT_RUN = 1;
const WRONG_USE = 2;
/** 128 + the signal's number, as a shell has it. */
const ENDED_BY = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

for (const [signal, code] of Object.entries(ENDED_BY)) process.on(signal, () => process.exit(code));
process.on('exit', () => {
  endChildren();
  endEverything();
});

try {
  await scale(parseCommandLine(process.argv.slice(2)), process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : WRONG_USE;
  } else {
    process.stderr.write(`scale: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = CANNOT_RUN;
  }
}

async function scale({ quick, out, figures }: CommandLine, args: readonly string[]): Promise<void> {
  if (figures !== undefined) {
    const findings = JSON.parse(readFileSync(figures, 'utf8')) as Findings; // as it is written below
    publish(findings, out);
    return;
  }
  const missing = missingAccounting();
  if (missing !== undefined) throw new Error(missing);
  if (!isInstalled(NATS_SERVER)) {
    throw new Error(`it needs nats-server: install it (Debian: apt-get install ${NATS_SERVER.debian})`);
  }
  const file = out ?? (quick ? undefined : join(PROJECT, 'docs', 'scale.md'));
  if (file !== undefined) prepareFolder(dirname(file));

  const progress = new Progress();
  const findings: Findings = {
    date: new Date().toISOString(),
    command: ['npm run scale', ...(args.length === 0 ? [] : ['--', ...args])].join(' '),
    machine: thisMachine(),
    broker: await versionOf(NATS_SERVER.command, ['--version']),
    ...(await measure(quick ? QUICK_PLAN : FULL_PLAN, progress)),
  };
  progress.end();
  publish(findings, file);
  if (file === undefined) return;
  writeFileSync(figuresBeside(file), `${JSON.stringify(findings, undefined, 1)}\n`);
  progress.note(`written to ${relative(process.cwd(), file)}`);
}

function publish(findings: Findings, file: string | undefined): void {
  const text = page(findings);
  process.stdout.write(text);
  if (file !== undefined) writeFileSync(file, text);
}

/** Where the figures of a page are. */
function figuresBeside(file: string): string {
  const { dir, name } = parse(file);
  return join(dir, `${name}.json`);
}

async function measure(
  { rooms, batchSeconds, rounds, crowds }: Plan,
  progress: Progress,
): Promise<Pick<Findings, 'batches' | 'rooms' | 'local' | 'crowds'>> {
  const step = (what: string): void => progress.step(what);
  progress.section('batches', 2 * rounds);
  const batches = await measureBatches(batchSeconds, rounds, step);
  progress.section('clients', rounds);
  const local = await measureLocal(rounds, step);
  progress.section('rooms', rooms.nodes.length);
  const measured = await measureRooms(rooms, step);
  progress.section('all at once', crowds.length);
  return { batches, local, rooms: measured, crowds: await measureCrowds(crowds, step) };
}
