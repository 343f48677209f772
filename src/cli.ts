#!/usr/bin/env node
import { createRequire } from 'node:module';
import { CommanderError } from 'commander';
import { identity, type MonoTypeOperatorFunction, noop } from 'rxjs';
import { type CommandLine, parseCommandLine } from './commandLine.ts';
import { EVENT_TYPES, type TalkEvent } from './events.ts';
import { forgiveLostTerminal } from './lostTerminal.ts';
import { clientsForOpenFiles } from './openFiles.ts';
import { printable } from './printable.ts';
import { endSignals$, impatience$, reloadSignals$ } from './signals.ts';
import { handedOver } from './socketActivation.ts';
import { talkServer } from './talkServer.ts';

const CANNOT_RUN = 1;
const WRONG_USE = 2;
/** 128 + SIGINT, as a shell has it. */
const ENDED_AT_ONCE = 130;
/** Milliseconds that the log has, beside what connections have, to reach its reader once the chat has ended. */
const LOG_DEADLINE = 500;

/** Not `said`: somebody who sends nothing but line ends says a million things a second. */
const LOGGED = EVENT_TYPES.filter((type) => type !== 'said');

process.on('uncaughtException', (error) => {
  tell(`unexpected error, please report it: ${error.message}`);
  process.exit(CANNOT_RUN);
});
// Whoever read these may be gone, which is no reason to end.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
forgiveLostTerminal();

try {
  const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
  await run(parseCommandLine(process.argv.slice(2), version));
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : WRONG_USE;
}

async function run({ verbose, ...options }: CommandLine): Promise<void> {
  const log = verbose ? await verboseLog() : identity;
  const fds = handedOver(process.env, process.pid);
  const lastDeadline = options.drainTimeout + LOG_DEADLINE;
  impatience$.subscribe({ next: () => process.exit(ENDED_AT_ONCE), error: fail });
  // For as long as the process lives: a signal that nobody listens to ends it.
  reloadSignals$.subscribe({ next: options.tlsCert === undefined ? nothingToReload : noop, error: fail });
  if ((options.maxClients ?? 0) > clientsForOpenFiles()) {
    tell(
      `has room for ${clientsForOpenFiles()} clients, not ${String(options.maxClients)}: raise the open-files limit (ulimit -n)`,
    );
  }
  talkServer({
    ...options,
    ...(fds === undefined ? {} : { fds }),
    stop$: endSignals$,
    reload$: reloadSignals$,
    events: verbose ? LOGGED : ['listening', 'reloaded'],
  })
    .pipe(log)
    .subscribe({
      next: (event) => {
        if (event.type === 'listening') tell(`listening on ${endpoint(event.address, event.port)}`);
        if (event.type === 'reloaded' && event.error !== undefined) {
          tell(`goes on with the certificate it has: ${event.error.message}`);
        }
      },
      error: (error: unknown) => {
        fail(error);
        endSoon(lastDeadline);
      },
      complete: () => endSoon(lastDeadline),
    });
}

/** pino is loaded only for whoever wants to see its lines. */
async function verboseLog(): Promise<MonoTypeOperatorFunction<TalkEvent>> {
  const { logEvents } = await import('./logEvents.ts');
  const { stdoutLog } = await import('./stdoutLogger.ts');
  const { logger, linesLost } = stdoutLog();
  return logEvents(logger, linesLost);
}

function nothingToReload(): void {
  tell('SIGUSR2 has a certificate read anew, and there is none: start with --tls-cert and --tls-key');
}

/** A log reader that stalls, or a disk that is full, must not keep the program from ending. */
function endSoon(deadline: number): void {
  setTimeout(() => process.exit(), deadline).unref();
}

function fail(error: unknown): void {
  tell(error instanceof Error ? error.message : String(error));
  process.exitCode = CANNOT_RUN;
}

function endpoint(address: string, port: number): string {
  if (port === 0) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function tell(line: string): void {
  process.stderr.write(`talk-server: ${printable(line)}\n`);
}
