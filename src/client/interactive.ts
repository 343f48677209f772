import type { ReadStream, WriteStream } from 'node:tty';
import {
  filter,
  ignoreElements,
  map,
  merge,
  mergeMap,
  type Observable,
  share,
  skip,
  takeUntil,
  tap,
} from 'rxjs';
import type { ClientCommandLine } from './clientCommandLine.ts';
import type { Connected } from './clientEvents.ts';
import { paintFor } from './colours.ts';
import { gathered } from './gathered.ts';
import { detail, refusal, ScreenLines } from './screenLines.ts';
import { endpoint } from './serverLost.ts';
import { statusNotes } from './statusNotes.ts';
import { type TalkClient, talkClient } from './talkClient.ts';
import { atTerminal, type Terminal } from './terminal.ts';
import { type TypedLine, typedLine, WHO } from './typedLine.ts';

const BELL = '\u0007';

/** Where a person is. */
export interface Seat {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly env: NodeJS.ProcessEnv;
}

/** A conversation at a terminal, until its user ends it. */
export function interactive(line: ClientCommandLine, { input, output, env }: Seat): Observable<never> {
  const paint = paintFor(output, env);
  const hasColours = paint('bold', '.') !== '.';
  const screen = new ScreenLines({ paint, hasColours, showsTime: line.time, name: line.options.name });
  const settings = { prompt: screen.prompt(), typedHistory: line.typedHistory };
  return atTerminal(input, output, settings, (terminal) =>
    conversation(line, screen, terminal).pipe(
      mergeMap((lines) => lines),
      gathered(),
      tap((lines) => {
        if (lines.length > 0) terminal.show(lines);
      }),
      ignoreElements(),
    ),
  );
}

/** The lines that are to be shown. */
function conversation(
  { options, verbose, bell }: ClientCommandLine,
  screen: ScreenLines,
  terminal: Terminal,
): Observable<readonly string[]> {
  const typed$ = terminal.typed$.pipe(
    map((typed): TypedLine => (typed.kind === 'end' ? { kind: 'quit' } : typedLine(typed.text))),
    share(),
  );
  const quit$ = typed$.pipe(filter(({ kind }) => kind === 'quit'));
  const client = talkClient({ ...options, stop$: quit$ });
  const welcome = ({ tls }: Connected): readonly string[] => [
    `connected to ${endpoint(options)}${tls === undefined ? '' : ` with ${tls}`}; /help tells what can be typed`,
  ];
  return merge(
    typed$.pipe(map((typed) => answer(typed, client, screen))),
    client.status$.pipe(
      verbose ? map((status) => [detail(status)]) : statusNotes(welcome),
      map((notes) => notes.map((note) => screen.note(note))),
    ),
    client.messages$.pipe(
      map((message) => {
        const lines = screen.message(message, new Date());
        return bell && screen.isMention(message) ? lines.map((text) => `${BELL}${text}`) : lines;
      }),
    ),
  ).pipe(
    takeUntil(client.status$.pipe(filter(({ kind }) => kind === 'closed'))),
    takeUntil(quit$.pipe(skip(1))), // whoever asks again does not want to wait
  );
}

/** Does what was typed, and tells what is to be shown of it. */
function answer(typed: TypedLine, client: TalkClient, screen: ScreenLines): readonly string[] {
  switch (typed.kind) {
    case 'say': {
      const outcome = client.say(typed.text);
      if (outcome !== 'sent') return [screen.note(`${refusal(outcome)}; the up arrow brings it back`)];
      return [typed.text === WHO ? screen.note('who is there?') : screen.own(typed.text, new Date())];
    }
    case 'help':
      return screen.help();
    case 'unknown':
      return [screen.note(`there is no ${typed.command}: /help tells what there is, and //… says a slash`)];
    case 'quit':
    case 'nothing':
      return [];
  }
}
