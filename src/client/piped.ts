import type { Readable, Writable } from 'node:stream';
import {
  catchError,
  concat,
  defer,
  endWith,
  filter,
  ignoreElements,
  map,
  merge,
  mergeMap,
  type Observable,
  type OperatorFunction,
  pipe,
  share,
  takeWhile,
  throwError,
} from 'rxjs';
import { errorFrom } from '../errors.ts';
import type { ClientCommandLine } from './clientCommandLine.ts';
import type { ClientMessage, ClientStatus, SayOutcome } from './clientEvents.ts';
import { CLIENT_LIMITS } from './clientLimits.ts';
import { paintFor, type Screen } from './colours.ts';
import { inputLines } from './inputLines.ts';
import { jsonMessage, jsonStatus, jsonText } from './jsonLine.ts';
import { detail, refusal, ScreenLines } from './screenLines.ts';
import { ServerLost } from './serverLost.ts';
import { showable } from './showable.ts';
import { statusNotes } from './statusNotes.ts';
import { talkClient } from './talkClient.ts';
import { typedLine } from './typedLine.ts';

/** A line that is to be written, without its end. */
export interface Written {
  readonly to: 'stdout' | 'stderr';
  readonly line: string;
}

/** Where a script is. */
export interface Pipes {
  readonly input: Readable;
  readonly output: Writable & Screen;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Says each line of an input, and tells what comes. Completes once the input has ended, all of it was sent, and the server
 * has closed or had its time to. Errors with `ServerLost` when there is no connection, unless it is to try again.
 */
export function piped(line: ClientCommandLine, { input, output, env }: Pipes): Observable<Written> {
  const { options } = line;
  const report = line.json ? jsonReport() : plainReport(line, output, env);
  const said$: Observable<string> = defer(() =>
    inputLines(input, client.ready$, {
      maxMessage: options.maxMessage,
      maxHold: CLIENT_LIMITS.maxHold.default,
    }),
  ).pipe(
    takeWhile((text) => typedLine(text).kind !== 'quit'),
    share(),
  );
  const client = talkClient({
    ...options,
    output,
    stop$: said$.pipe(ignoreElements(), endWith('end of input')),
  });
  return merge(
    said$.pipe(
      mergeMap((text) => {
        const words = wordsOf(text);
        const outcome = words === undefined ? 'sent' : client.say(words);
        return outcome === 'sent' ? [] : report.refused(text, outcome);
      }),
    ),
    client.status$.pipe(report.statuses()),
    client.messages$.pipe(mergeMap((message) => report.message(message))),
  ).pipe(
    catchError((error: unknown) =>
      concat(
        error instanceof ServerLost ? report.lost(error) : [],
        throwError(() => errorFrom(error)),
      ),
    ),
  );
}

/** What is to be said; in a pipe, a line that begins with a slash is as a rule no command that was mistyped. */
function wordsOf(line: string): string | undefined {
  const typed = typedLine(line);
  switch (typed.kind) {
    case 'say':
      return typed.text;
    case 'help':
    case 'unknown':
      return line;
    case 'quit':
    case 'nothing':
      return undefined;
  }
}

/** How to tell what happens. */
interface Report {
  message(message: ClientMessage): readonly Written[];
  statuses(): OperatorFunction<ClientStatus, Written>;
  refused(text: string, outcome: Exclude<SayOutcome, 'sent'>): readonly Written[];
  /** There is no connection, and there will be none. */
  lost(error: ServerLost): readonly Written[];
}

function plainReport(
  { options, verbose, time }: ClientCommandLine,
  output: Screen,
  env: NodeJS.ProcessEnv,
): Report {
  const paint = paintFor(output, env);
  const hasColours = paint('bold', '.') !== '.';
  const screen = new ScreenLines({ paint, hasColours, showsTime: time, name: options.name });
  const toErrors = (text: string): Written => ({ to: 'stderr', line: `talk: ${text}` });
  return {
    message: (message) =>
      screen.message(message, new Date()).map((text) => ({ to: 'stdout', line: text }) as const),
    statuses: () => {
      if (verbose) return map((status) => toErrors(detail(status)));
      return pipe(
        filter(() => options.reconnect === true),
        statusNotes(() => []),
        mergeMap((notes) => notes.map(toErrors)),
      );
    },
    refused: (text, outcome) =>
      outcome === 'not connected' && options.reconnect !== true
        ? [] // the program ends, and says why
        : [toErrors(`${refusal(outcome)}: ${showable(text)}`)],
    lost: () => [], // the program says so when it ends
  };
}

function jsonReport(): Report {
  const written = (line: Parameters<typeof jsonText>[0]): Written => ({ to: 'stdout', line: jsonText(line) });
  return {
    message: (message) => [written(jsonMessage(message, Date.now()))],
    statuses: () => map((status) => written(jsonStatus(status, Date.now()))),
    refused: (text, outcome) => [written({ time: Date.now(), type: 'refused', reason: outcome, text })],
    lost: ({ reason, message: error }) => [
      written({ time: Date.now(), type: 'lost', reason, error, wait: undefined }),
    ],
  };
}
