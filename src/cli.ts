#!/usr/bin/env node
import { createRequire } from 'node:module';
import { CommanderError } from 'commander';
import { identity, type MonoTypeOperatorFunction, skip } from 'rxjs';
import { type CommandLine, parseCommandLine } from './commandLine.ts';
import type { TalkEvent } from './events.ts';
import { LIMITS } from './options.ts';
import { printable } from './printable.ts';
import { endSignals$ } from './signals.ts';
import { talkServer } from './talkServer.ts';

const CANNOT_RUN = 1;
const WRONG_USE = 2;
/** 128 + SIGINT, as a shell has it. */
const ENDED_AT_ONCE = 130;
/**
 * Milliseconds that everything has, once the chat has ended, to reach its readers: connections what their options give them,
 * and the log half a second more.
 */
const LAST_DEADLINE = LIMITS.drainTimeout.default + 500;

process.on('uncaughtException', (error) => {
  tell(`unexpected error, please report it: ${error.message}`);
  process.exit(CANNOT_RUN);
});
// Whoever read these may be gone, which is no reason to end.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

try {
  const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
  await run(parseCommandLine(process.argv.slice(2), version));
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : WRONG_USE;
}

async function run({ verbose, ...options }: CommandLine): Promise<void> {
  const log = verbose ? await verboseLog() : identity;
  endSignals$.pipe(skip(1)).subscribe({ next: () => process.exit(ENDED_AT_ONCE), error: fail });
  talkServer({ ...options, stop$: endSignals$, ...(verbose ? {} : { events: ['listening'] }) })
    .pipe(log)
    .subscribe({
      next: (event) => {
        if (event.type === 'listening') tell(`listening on ${endpoint(event.address, event.port)}`);
      },
      error: (error: unknown) => {
        fail(error);
        endSoon();
      },
      complete: endSoon,
    });
}

/** pino is loaded only for whoever wants to see its lines. */
async function verboseLog(): Promise<MonoTypeOperatorFunction<TalkEvent>> {
  const { logEvents } = await import('./logEvents.ts');
  const { stdoutLogger } = await import('./stdoutLogger.ts');
  return logEvents(stdoutLogger());
}

/** A log reader that stalls, or a disk that is full, must not keep the program from ending. */
function endSoon(): void {
  setTimeout(() => process.exit(), LAST_DEADLINE).unref();
}

function fail(error: unknown): void {
  tell(error instanceof Error ? error.message : String(error));
  process.exitCode = CANNOT_RUN;
}

function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function tell(line: string): void {
  process.stderr.write(`talk-server: ${printable(line)}\n`);
}
