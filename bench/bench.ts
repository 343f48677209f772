import { join, relative } from 'node:path';
import { CommanderError } from 'commander';
import { type CommandLine, isForDocs, parseCommandLine } from './commandLine.ts';
import { thisMachine } from './machine.ts';
import { measureOperators } from './operators.ts';
import { PEERS } from './peers/index.ts';
import type { Peer } from './peers/peer.ts';
import { talkServer } from './peers/talkServer.ts';
import { isInstalled } from './peers/tool.ts';
import { fullPlan, type Plan, quickPlan, type Section, SECTIONS } from './plan.ts';
import { endEverything } from './processes.ts';
import { missingAccounting, mostOpenFiles } from './processUse.ts';
import { Progress } from './progress.ts';
import { PROJECT } from './project.ts';
import { add } from './report/add.ts';
import { digest, page } from './report/markdown.ts';
import type { Origin, Participant, Parts, Report } from './report/report.ts';
import { prepareFolder, readReport, replaceBetweenMarkers, writeReport } from './report/write.ts';
import { measureArrivals } from './sections/arrivals.ts';
import { measureCosts } from './sections/costs.ts';
import { measureDelays, ROOMS } from './sections/delays.ts';
import { measureWeb, webSteps } from './sections/web.ts';

const CANNOT_RUN = 1;
const WRONG_USE = 2;
/** 128 + the signal's number, as a shell has it. */
const ENDED_BY = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

const FULL_ROUNDS = 5;
const QUICK_ROUNDS = 1;
/** Files that a server or a load process has open beside its connections. */
const OTHER_FILES = 100;
/** Those whose delay is measured. */
const DELAY_PEERS = ['talk-server', 'plain-node'];

for (const [signal, code] of Object.entries(ENDED_BY)) process.on(signal, () => process.exit(code));
process.on('exit', endEverything);

try {
  await bench(parseCommandLine(process.argv.slice(2)));
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : WRONG_USE;
  } else {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = CANNOT_RUN;
  }
}

async function bench(commandLine: CommandLine): Promise<void> {
  const missing = missingAccounting();
  if (missing !== undefined) throw new Error(missing);
  const folder = folderOf(commandLine);
  prepareFolder(folder); // now, rather than lose what took 20 minutes to measure
  const before = commandLine.add ? readReport(folder) : undefined;
  const progress = new Progress();
  const plan = planOf(commandLine);
  const chosen = PEERS.filter(({ name }) => plan.peers?.includes(name) ?? true);
  const participants = await Promise.all(chosen.map(introduce));
  for (const { name, missing: tool } of participants) {
    if (tool !== undefined) progress.note(`${name}: ${tool}`);
  }
  const peers = chosen.filter((_, index) => participants[index]?.missing === undefined);
  for (const peer of peers) await peer.prepare?.();

  const origin: Origin = {
    date: new Date().toISOString(),
    command: ['npm run bench', ...restOf(process.argv.slice(2))].join(' '),
    machine: thisMachine(),
  };
  const parts = await measure(plan, sectionsOf(commandLine), peers, progress);
  progress.end();
  const report =
    before === undefined ? { ...origin, peers: participants, ...parts } : add(before, parts, origin);
  publish(report, folder, isForDocs(commandLine), progress);
}

async function measure(
  plan: Plan,
  sections: readonly Section[],
  peers: readonly Peer[],
  progress: Progress,
): Promise<Parts> {
  const most = mostOpenFiles() - OTHER_FILES;
  const halls = plan.halls.filter(({ clients }) => clients <= most);
  const idlers = Math.min(plan.idlers, most);
  if (idlers < plan.idlers || halls.length < plan.halls.length) {
    progress.note(`no more than ${most} clients: raise the hard limit of open files (ulimit -Hn)`);
  }
  const results: { -readonly [Part in keyof Parts]?: Parts[Part] } = {};

  if (sections.includes('workloads')) {
    progress.section('workloads', plan.workloads.length * plan.rounds * peers.length);
    results.workloads = await measureCosts(plan.workloads, peers, plan.rounds, progress);
  }
  if (sections.includes('clients')) {
    progress.section('clients', halls.length * plan.hallRounds * peers.length);
    results.halls = await measureCosts(halls, peers, plan.hallRounds, progress);
  }
  if (sections.includes('delay')) {
    const delayed = peers.filter(({ name }) => DELAY_PEERS.includes(name));
    progress.section('delay', ROOMS.length * delayed.length);
    results.delays = await measureDelays(delayed, plan.probes, progress);
  }
  if (sections.includes('memory')) {
    progress.section('memory', plan.memoryRounds * peers.length);
    results.arrivals = await measureArrivals(idlers, peers, plan.memoryRounds, progress);
  }
  if (sections.includes('operators')) {
    progress.section('operators', 1);
    progress.step('all of them, in memory');
    results.operators = await measureOperators(plan.operatorTime);
  }
  if (sections.includes('web') && peers.includes(talkServer)) {
    progress.section('web', webSteps(plan.web));
    results.web = await measureWeb(plan.web, progress);
  }
  return results;
}

function publish(report: Report, folder: string, isDocs: boolean, progress: Progress): void {
  process.stdout.write(page(report));
  writeReport(report, folder);
  progress.note(`written to ${relative(process.cwd(), folder) || '.'}`);
  if (!isDocs) {
    progress.note('the README stays as it is: only a full run or --add, without --out, changes its figures');
  } else if (replaceBetweenMarkers(join(PROJECT, 'README.md'), digest(report, 'docs'))) {
    progress.note('README.md has the new figures');
  } else {
    progress.note('the README stays as it is: it has no <!-- benchmark --> and <!-- /benchmark -->');
  }
}

function folderOf(commandLine: CommandLine): string {
  return commandLine.out ?? join(PROJECT, 'docs', isForDocs(commandLine) ? '' : 'quick');
}

function planOf({ quick, rounds, workload, peer }: CommandLine): Plan {
  const plan = quick ? quickPlan(rounds ?? QUICK_ROUNDS) : fullPlan(rounds ?? FULL_ROUNDS);
  return {
    ...plan,
    peers: peer ?? plan.peers,
    workloads: plan.workloads.filter(({ name }) => workload?.includes(name) ?? true),
  };
}

/** Who asks for some workloads wants no other section, unless asked for as well. */
function sectionsOf({ only, workload }: CommandLine): readonly Section[] {
  return only ?? (workload === undefined ? SECTIONS : ['workloads']);
}

async function introduce(peer: Peer): Promise<Participant> {
  const { name, about, tool } = peer;
  if (tool !== undefined && !isInstalled(tool)) {
    return {
      name,
      about,
      missing: `not installed: ${tool.command} (Debian: apt-get install ${tool.debian})`,
    };
  }
  return { name, about, version: await peer.version() };
}

/** The arguments as they are given to npm. */
function restOf(args: readonly string[]): string[] {
  return args.length === 0 ? [] : ['--', ...args];
}
