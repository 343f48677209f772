import { describe, expect, test } from '@jest/globals';
import { NEVER, type Observable, Subject, take } from 'rxjs';
import { ConnectionLost } from '../src/errors.ts';
import type { Connection, Delivery } from '../src/events.ts';
import { History } from '../src/history.ts';
import { type ChatOptions, chatSettings } from '../src/options.ts';
import { session } from '../src/session.ts';
import { buffers } from './support/buffers.ts';
import { marbles } from './support/marbles.ts';
import { MemoryConnection } from './support/memoryConnection.ts';
import { endOfTurn } from './support/turns.ts';

/** A connection whose client is a diagram. */
class Scripted implements Connection {
  readonly id = 1;
  readonly address = '192.0.2.1';
  readonly port = 1001;
  readonly received$: Observable<Buffer>;
  readonly sent: string[] = [];
  closings = 0;

  constructor(received$: Observable<Buffer>) {
    this.received$ = received$;
  }

  send({ bytes }: Delivery): void {
    this.sent.push(bytes.toString());
  }

  close(): void {
    this.closings += 1;
  }
}

function sessionOf(connection: Connection, options: ChatOptions = {}): ReturnType<typeof session> {
  const settings = chatSettings(options);
  return session(connection, settings, new History(settings), options.stop$ ?? NEVER);
}

const chunks = buffers({ a: 'one\ntwo\n', b: 'three' });
const received = (connection: Connection, text: string) => ({
  type: 'received',
  connection,
  bytes: Buffer.from(text),
});

test('arrives greeted, sends messages, departs, is closed', () => {
  marbles(({ cold, flush, expectObservable, expectSubscriptions }) => {
    const source$ = cold('--a---|', chunks);
    const connection = new Scripted(source$);
    expectObservable(sessionOf(connection)).toBe('x-1---(z|)', {
      x: { type: 'arrived', connection },
      1: received(connection, 'one\ntwo\n'),
      z: { type: 'departed', connection, reason: 'closed', error: undefined },
    });
    expectSubscriptions(source$.subscriptions).toBe('^-----!');
    flush();
    expect(connection.sent).toEqual(['Thank you for connecting']);
    expect(connection.closings).toBe(1);
  });
});

test('is told the history behind the greeting', () => {
  marbles(({ cold, flush, expectObservable }) => {
    const connection = new Scripted(cold('-|'));
    const settings = chatSettings({ history: 2, greeting: 'Welcome' });
    const history = new History(settings);
    history.add({ messages: ['one\n', 'two\n', 'three\n'].map((text) => Buffer.from(text)) });
    expectObservable(session(connection, settings, history, NEVER)).toBe('x(z|)', {
      x: { type: 'arrived', connection },
      z: { type: 'departed', connection, reason: 'closed', error: undefined },
    });
    flush();
    expect(connection.sent).toEqual(['Welcome', 'two\nthree\n']);
  });
});

describe('a connection that is lost', () => {
  test.each([
    [new ConnectionLost('reset', 'read ECONNRESET'), 'reset'],
    [new ConnectionLost('slow', 'too much unread'), 'slow'],
    [new Error('out of luck'), 'error'],
    ['not even an error', 'error'],
  ] as const)('by %p departs with its reason, after what it sent', (error, reason) => {
    marbles(({ cold, flush, expectObservable }) => {
      const connection = new Scripted(cold('-(ab)#', chunks, error));
      expectObservable(sessionOf(connection)).toBe('x1---(2z|)', {
        x: { type: 'arrived', connection },
        1: received(connection, 'one\ntwo\n'),
        2: received(connection, 'three'),
        z: { type: 'departed', connection, reason, error },
      });
      flush();
      expect(connection.closings).toBe(1);
    });
  });
});

test('never: it stays', () => {
  marbles(({ cold, expectObservable }) => {
    const connection = new Scripted(cold('-'));
    expectObservable(sessionOf(connection)).toBe('x', { x: { type: 'arrived', connection } });
  });
});

test('unsubscribed, it closes the connection', () => {
  marbles(({ cold, flush, expectObservable, expectSubscriptions }) => {
    const source$ = cold('---b', chunks);
    const connection = new Scripted(source$);
    expectObservable(sessionOf(connection), '^-!').toBe('x--', { x: { type: 'arrived', connection } });
    expectSubscriptions(source$.subscriptions).toBe('^-!');
    flush();
    expect(connection.closings).toBe(1);
  });
});

test('unsubscribed when it arrives, it is not greeted, and is closed', () => {
  marbles(({ cold, flush, expectObservable, expectSubscriptions }) => {
    const source$ = cold('---b', chunks);
    const connection = new Scripted(source$);
    expectObservable(sessionOf(connection).pipe(take(1))).toBe('(x|)', {
      x: { type: 'arrived', connection },
    });
    expectSubscriptions(source$.subscriptions).toBe([]);
    flush();
    expect(connection.sent).toEqual([]);
    expect(connection.closings).toBe(1);
  });
});

test('a greeting that cannot be sent ends it, reason error', () => {
  const fault = new Error('cannot');
  const told: unknown[] = [];
  const connection = new Scripted(NEVER);
  connection.send = () => {
    throw fault;
  };
  sessionOf(connection).subscribe((event) => told.push(event));
  expect(told).toEqual([
    { type: 'arrived', connection },
    { type: 'departed', connection, reason: 'error', error: fault },
  ]);
  expect(connection.closings).toBe(1);
});

describe('stopped', () => {
  function stoppable(): {
    connection: MemoryConnection;
    told: string[];
    stop$: Subject<void>;
    leave: () => void;
  } {
    const connection = new MemoryConnection();
    const told: string[] = [];
    const stop$ = new Subject<void>();
    const subscription = sessionOf(connection, { stop$ }).subscribe((event) => {
      told.push(
        event.type === 'departed'
          ? event.reason
          : event.type === 'received'
            ? event.bytes.toString()
            : event.type,
      );
    });
    return { connection, told, stop$, leave: () => subscription.unsubscribe() };
  }

  test('it hears what was received, stays for the last batch, and departs with reason stopped', async () => {
    const { connection, told, stop$ } = stoppable();
    connection.say('one\ntw');
    stop$.next();
    connection.say('too late');
    expect(told).toEqual(['arrived', 'one\n', 'tw']);
    await endOfTurn();
    await endOfTurn();
    expect(told).toEqual(['arrived', 'one\n', 'tw']);
    expect(connection.closed).toBe(false);
    await endOfTurn();
    expect(told).toEqual(['arrived', 'one\n', 'tw', 'stopped']);
    expect(connection.closed).toBe(true);
  });

  test('it may be unsubscribed from while it stays', async () => {
    const { connection, told, stop$, leave } = stoppable();
    stop$.next();
    await endOfTurn();
    leave();
    expect(connection.closed).toBe(true);
    await endOfTurn();
    await endOfTurn();
    expect(told).toEqual(['arrived']);
  });

  test('after its client has left, it is over already', async () => {
    const { connection, told, stop$ } = stoppable();
    connection.end();
    stop$.next();
    expect(told).toEqual(['arrived', 'closed']);
    await endOfTurn();
    await endOfTurn();
    await endOfTurn();
    expect(told).toEqual(['arrived', 'closed']);
  });
});
