#!/usr/bin/env node
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { isatty } from 'node:tty';
import { CommanderError } from 'commander';
import { fromEvent, map, merge, type Observable, take, takeUntil, tap } from 'rxjs';
import { type ClientCommandLine, parseClientCommandLine } from './client/clientCommandLine.ts';
import type { Written } from './client/piped.ts';
import { errorFrom } from './errors.ts';
import { forgiveLostTerminal } from './lostTerminal.ts';
import { printable } from './printable.ts';

const CANNOT_RUN = 1;
const WRONG_USE = 2;
/** As a shell has it, with the number of the signal. */
const ENDED_BY_SIGNAL = 128;

let hasSignal = false;
const ended$ = merge(
  ...(['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => fromEvent(process, name).pipe(map(() => name))),
).pipe(
  take(1),
  tap((name) => {
    hasSignal = true;
    process.exitCode = ENDED_BY_SIGNAL + constants.signals[name];
  }),
);

process.on('uncaughtException', (error) => {
  fail(`unexpected error, please report it: ${error.message}`);
  process.exit();
});
// Whoever read this has seen enough.
process.stdout.on('error', () => process.exit());
process.stderr.on('error', () => undefined);
forgiveLostTerminal();

try {
  const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
  await run(await parseClientCommandLine(process.argv.slice(2), version, process.env));
} catch (error) {
  if (!(error instanceof CommanderError)) fail(errorFrom(error).message);
  else process.exitCode = error.exitCode === 0 ? 0 : WRONG_USE;
}

async function run(line: ClientCommandLine): Promise<void> {
  const said$ = await talk(line);
  said$.pipe(takeUntil(ended$)).subscribe({
    error: (error: unknown) => {
      fail(errorFrom(error).message);
      endSoon();
    },
    complete: endSoon,
  });
}

/**
 * Once the terminal was given back, and whoever reads this has all of it, or it was a signal that ended it; an input that is
 * still open would keep the program.
 */
function endSoon(): void {
  setImmediate(() => {
    if (hasSignal) process.exit();
    process.stdout.write('', () => process.stderr.write('', () => process.exit()));
  });
}

/** At a terminal on both sides, for a person; else for a script. Only the one that is needed is loaded. */
async function talk(line: ClientCommandLine): Promise<Observable<unknown>> {
  const { stdin: input, stdout: output, env } = process;
  const isTyped = isatty(input.fd);
  const isPerson = isTyped && isatty(output.fd) && !line.json && env['TERM'] !== 'dumb';
  const reconnect = line.options.reconnect ?? isTyped;
  const patient = { ...line, options: { ...line.options, reconnect } };
  if (isPerson) {
    const terminal = await import('./client/interactive.ts');
    return terminal.interactive(patient, { input, output, env });
  }
  const pipes = await import('./client/piped.ts');
  return pipes.piped(patient, { input, output, env }).pipe(tap(write));
}

function write({ to, line }: Written): void {
  process[to].write(`${line}\n`);
}

function fail(message: string): void {
  process.stderr.write(`talk: ${printable(message)}\n`);
  process.exitCode = CANNOT_RUN;
}
