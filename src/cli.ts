#!/usr/bin/env node
import { createRequire } from 'node:module';
import { CommanderError } from 'commander';
import { identity, type MonoTypeOperatorFunction, noop } from 'rxjs';
import type { BackplaneFactory } from './backplane.ts';
import { type CommandLine, type NatsLine, parseCommandLine, type WebLine } from './commandLine.ts';
import { BackplaneError } from './errors.ts';
import { EVENT_TYPES, type LinkEvent, type LinkUp, type Listening, type TalkEvent } from './events.ts';
import { forgiveLostTerminal } from './lostTerminal.ts';
import { clientsForOpenFiles, visitorsForOpenFiles } from './openFiles.ts';
import { PASSWORD } from './optionTable.ts';
import { printable } from './printable.ts';
import { endSignals$, impatience$, reloadSignals$ } from './signals.ts';
import { handedOver } from './socketActivation.ts';
import { talkServer } from './talkServer.ts';
import type { WebFactory } from './web.ts';

const CANNOT_RUN = 1;
const WRONG_USE = 2;
/** 128 + SIGINT, as a shell has it. */
const ENDED_AT_ONCE = 130;
/** Milliseconds that the log has, beside what connections have, to reach its reader once the chat has ended. */
const LOG_DEADLINE = 500;

/** What it means to whoever chose that broker. */
const NO_JOURNAL = ', which keeps no journal: what is said while a link is down will not reach everybody';
const START_WITH_JETSTREAM = 'start it with -js';

/** Not `said`: somebody who sends nothing but line ends says a million things a second. `fannedOut` is no line at all. */
const LOGGED = EVENT_TYPES.filter((type) => type !== 'said' && type !== 'fannedOut');

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
  await run(await parseCommandLine(process.argv.slice(2), version, process.env));
} catch (error) {
  if (error instanceof BackplaneError) fail(error);
  else if (!(error instanceof CommanderError)) throw error;
  else process.exitCode = error.exitCode === 0 ? 0 : WRONG_USE;
}

async function run({ verbose, nats, web: webLine, ...options }: CommandLine): Promise<void> {
  const backplane = nats === undefined ? undefined : await natsBackplane(nats);
  const web = webLine === undefined ? undefined : await webFront(webLine);
  const log = verbose ? await verboseLog() : identity;
  const fds = handedOver(process.env, process.pid);
  const lastDeadline = options.drainTimeout + LOG_DEADLINE;
  impatience$.subscribe({ next: () => process.exit(ENDED_AT_ONCE), error: fail });
  // For as long as the process lives: a signal that nobody listens to ends it at once.
  endSignals$.subscribe({ error: fail });
  reloadSignals$.subscribe({ next: options.tlsCert === undefined ? nothingToReload : noop, error: fail });
  const room = clientsForOpenFiles(visitorsOf(webLine));
  if ((options.maxClients ?? 0) > room) {
    tell(
      `has room for ${room} clients, not ${String(options.maxClients)}: raise the open-files limit (ulimit -n)`,
    );
  }
  talkServer({
    ...options,
    ...(fds === undefined ? {} : { fds }),
    backplane,
    web,
    stop$: endSignals$,
    reload$: reloadSignals$,
    events: verbose ? LOGGED : ['listening', 'reloaded', 'link'],
  })
    .pipe(log)
    .subscribe({
      next: (event) => {
        if (event.type === 'listening') tell(listeningOn(event, options.tlsCert !== undefined));
        if (event.type === 'reloaded' && event.error !== undefined) {
          tell(`goes on with the certificate it has: ${event.error.message}`);
        }
        if (event.type === 'link') tellLink(event);
      },
      error: (error: unknown) => {
        fail(error);
        endSoon(lastDeadline);
      },
      complete: () => endSoon(lastDeadline),
    });
}

/** The client of NATS is loaded only for whoever has a broker. */
async function natsBackplane(line: NatsLine): Promise<BackplaneFactory> {
  const nats = await import('./nats/index.ts');
  const { [PASSWORD]: password } = process.env;
  return nats.natsBackplane({ ...line, password: line.user === undefined ? undefined : password });
}

/** What serves pages is loaded only for whoever wants them. */
async function webFront(line: WebLine): Promise<WebFactory> {
  const web = await import('./web/index.ts');
  return web.webFront(line);
}

/** Connections over HTTP that are no clients, which need files too. */
function visitorsOf(line: WebLine | undefined): number {
  if (line === undefined) return 0;
  const ports = [line.httpPort, line.metricsPort].filter((port) => port !== undefined);
  return visitorsForOpenFiles(line.maxHttp * ports.length);
}

function listeningOn({ service, address, port }: Listening, hasTls: boolean): string {
  const where = endpoint(address, port);
  switch (service) {
    case 'chat':
      return `listening on ${where}`;
    case 'page':
      return `page on ${hasTls ? 'https' : 'http'}://${where}/`;
    case 'metrics':
      return `metrics on http://${where}/metrics`;
  }
}

function tellLink(event: LinkEvent): void {
  if (event.link === 'up') {
    tell(`joined with the other servers at ${event.broker}${lackOf(event)}`);
  }
  if (event.link === 'down') {
    tell(`alone, and goes on trying to join with the other servers at ${event.error.message}`);
  }
}

function lackOf({ journal, error }: LinkUp): string {
  if (!journal) return `${NO_JOURNAL} (${error?.message ?? START_WITH_JETSTREAM})`;
  return error === undefined ? '' : `, but ${error.message}`;
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
