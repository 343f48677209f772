import { setImmediate as nextTurn } from 'node:timers/promises';
import { type MonoTypeOperatorFunction, identity as pass, type Observable, Subject, takeUntil } from 'rxjs';
import { Bench } from 'tinybench';
import { ALONE } from '../src/backplane.ts';
import { chat } from '../src/chat.ts';
import type { Client, Connection, EventType, TalkEvent } from '../src/events.ts';
import { History } from '../src/history.ts';
import { LIMITS } from '../src/limits.ts';
import { operations } from '../src/operations/operations.ts';
import { fanOut, type Outgoing, spokenBytes } from '../src/operators/fanOut.ts';
import { gather } from '../src/operators/gather.ts';
import { type Heard, parseMessages } from '../src/operators/parseMessages.ts';
import { route } from '../src/operators/route.ts';
import { wholeMessages } from '../src/operators/wholeMessages.ts';
import { type RosterEvent, withRoster } from '../src/operators/withRoster.ts';
import { type ChatOptions, chatSettings } from '../src/options.ts';
import { Roster } from '../src/roster.ts';
import type { Arrived, Received } from '../src/session.ts';
import { Speech } from '../src/speech.ts';
import { Tally } from '../src/tally.ts';
import { MemoryConnection } from './memoryConnection.ts';
import { lineOf } from './workloads.ts';

/** What an operator takes for one message. */
export interface OperatorCost {
  readonly operator: string;
  /** The median. */
  readonly nanoseconds: number;
}

/** Messages between two looks at the clock, which takes longer than a message. */
const MESSAGES = 1000;
const CLIENTS = 100;
const LINE = lineOf(64);
const LINES = Buffer.concat(Array.from({ length: MESSAGES }, () => LINE));
const NANOSECONDS_IN_A_MILLISECOND = 1e6;

/** By name, what sets an operator up; what that returns takes `MESSAGES` messages through it. */
const OPERATORS: Readonly<Record<string, () => () => void | Promise<void>>> = {
  'wholeMessages, a message in each chunk': () => {
    const chunks$ = new Subject<Buffer>();
    drain(chunks$.pipe(wholeMessages(chatSettings({}), {})));
    return () => repeat(() => chunks$.next(LINE));
  },

  'wholeMessages, 1,000 lines in a chunk': () => {
    const chunks$ = new Subject<Buffer>();
    drain(chunks$.pipe(wholeMessages(chatSettings({}), {})));
    return () => chunks$.next(LINES);
  },

  'parseMessages, a message in each chunk': () => {
    const session$ = new Subject<Received>();
    drain(session$.pipe(parseMessages(chatSettings({}))));
    const connection = new MemoryConnection();
    return () => repeat(() => session$.next({ type: 'received', connection, bytes: LINE }));
  },

  'parseMessages, 1,000 lines in a chunk': () => {
    const session$ = new Subject<Received>();
    drain(session$.pipe(parseMessages(chatSettings({}))));
    const connection = new MemoryConnection();
    return () => session$.next({ type: 'received', connection, bytes: LINES });
  },

  withRoster: () => {
    const heard$ = new Subject<Arrived | Heard>();
    drain(heard$.pipe(withRoster(new Roster())));
    const connection = new MemoryConnection();
    heard$.next({ type: 'arrived', connection });
    const heard = { type: 'said', connection, bytes: LINE, count: 1, name: undefined } as const;
    return () => repeat(() => heard$.next(heard));
  },

  route: () => {
    const events$ = new Subject<RosterEvent>();
    drain(
      events$.pipe(
        route<RosterEvent, RosterEvent>({
          joined: pass,
          named: pass,
          said: pass,
          askedWho: pass,
          left: pass,
        }),
      ),
    );
    const speech = speechOf(new MemoryConnection());
    return () => repeat(() => events$.next(speech));
  },

  'gather and fanOut, to 100 clients': () => fanOutOf([], pass),
  'the same, for metrics': () => {
    const { wanted, watch } = operations({ maxLinkDown: LIMITS.maxLinkDown.default });
    return fanOutOf(wanted, watch);
  },

  'chat, 100 clients in memory, nobody looks at events': () => chatOf({ events: [] }),
  'chat, 100 clients in memory, all events': () => chatOf({}),
};

/** Measures each operator for so many milliseconds. */
export async function measureOperators(time: number): Promise<OperatorCost[]> {
  const bench = new Bench({ time, warmupTime: time / 4 });
  for (const [operator, setUp] of Object.entries(OPERATORS)) bench.add(operator, setUp());
  await bench.run();
  measured$.next();
  return bench.tasks.map(({ name, result }) => {
    if (result.state !== 'completed') throw new Error(`${name} could not be measured: ${result.state}`);
    return { operator: name, nanoseconds: (result.latency.p50 * NANOSECONDS_IN_A_MILLISECOND) / MESSAGES };
  });
}

function fanOutOf(
  wanted: readonly EventType[],
  watch: MonoTypeOperatorFunction<TalkEvent>,
): () => Promise<void> {
  const roster = new Roster();
  const history = new History(chatSettings({}));
  const room = { roster, backplane: ALONE, history, tally: new Tally() };
  for (let client = 0; client < CLIENTS; client++) {
    const connection = new MemoryConnection();
    roster.set(connection, clientOf(connection));
  }
  const speeches = Array.from(roster.keys(), speechOf);
  const outgoing$ = new Subject<Outgoing>();
  drain(outgoing$.pipe(gather(spokenBytes), fanOut(room, new Set(wanted)), watch));
  return turnByTurn(speeches, (speech) => outgoing$.next(speech));
}

function chatOf(options: ChatOptions): () => Promise<void> {
  const connections = Array.from({ length: CLIENTS }, () => new MemoryConnection());
  const connections$ = new Subject<Connection>();
  drain(connections$.pipe(chat(options)));
  for (const connection of connections) connections$.next(connection);
  return turnByTurn(connections, (connection) => connection.say(LINE));
}

function clientOf({ id, address, port }: Connection): Client {
  return { id, name: 'alice', address, port };
}

function speechOf(connection: Connection): Speech {
  return new Speech(connection, clientOf(connection), LINE, 1);
}

/** Whoever watches a chat has timers, which would keep the program. */
const measured$ = new Subject<void>();

function drain(source$: Observable<unknown>): void {
  source$.pipe(takeUntil(measured$)).subscribe({
    error: (error: unknown) => {
      throw error;
    },
  });
}

function repeat(act: () => void): void {
  for (let message = 0; message < MESSAGES; message++) act();
}

/** Each speaks once in a turn of the event loop, as in a room where all talk. */
function turnByTurn<Speaker>(
  speakers: readonly Speaker[],
  speak: (speaker: Speaker) => void,
): () => Promise<void> {
  return async () => {
    for (let message = 0; message < MESSAGES; message += speakers.length) {
      for (const speaker of speakers) speak(speaker);
      await nextTurn();
    }
  };
}
