import { describe, expect, test } from '@jest/globals';
import { of } from 'rxjs';
import type { Client, Connection } from '../../src/events.ts';
import type { Heard } from '../../src/operators/parseMessages.ts';
import { type RosterEvent, withRoster } from '../../src/operators/withRoster.ts';
import type { Arrived, Departed } from '../../src/session.ts';
import { Roster } from '../../src/roster.ts';
import { Speech } from '../../src/speech.ts';
import { marbles } from '../support/marbles.ts';
import { MemoryConnection } from '../support/memoryConnection.ts';

type Input = Arrived | Heard | Departed;

const alice = new MemoryConnection(1001);
const bob = new MemoryConnection(1002);
const bytes = Buffer.from('hello');

const arrived = (connection: Connection): Arrived => ({ type: 'arrived', connection });
const departed = (connection: Connection): Departed => ({
  type: 'departed',
  connection,
  reason: 'closed',
  error: undefined,
});
const heard = (connection: Connection, name?: string, count = 1): Heard => ({
  type: 'said',
  connection,
  bytes,
  count,
  name,
});
const asked = (connection: Connection, name?: string): Heard => ({
  type: 'askedWho',
  connection,
  bytes,
  name,
});
const who = ({ id, address, port }: Connection, name: string): Client => ({ id, name, address, port });

function eventsOf(...input: Input[]): { events: RosterEvent[]; roster: Roster } {
  const roster = new Roster();
  const events: RosterEvent[] = [];
  of(...input)
    .pipe(withRoster(roster))
    .subscribe((event) => events.push(event));
  return { events, roster };
}

test('never, empty, error, early unsubscribe', () => {
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    expectObservable(hot<Input>('---').pipe(withRoster(new Roster()))).toBe('---');
    expectObservable(hot<Input>('--|').pipe(withRoster(new Roster()))).toBe('--|');
    expectObservable(hot<Input>('--#').pipe(withRoster(new Roster()))).toBe('--#');
    const source$ = hot<Input>('-a-b-', { a: arrived(alice), b: arrived(bob) });
    const joined = { type: 'joined', ...who(alice, '<unknown>'), clients: 1 };
    expectObservable(source$.pipe(withRoster(new Roster())), '^-!').toBe('-a', { a: joined });
    expectSubscriptions(source$.subscriptions).toBe('^-!');
  });
});

test('clients are in it from arrival to departure, in order', () => {
  const { events, roster } = eventsOf(arrived(alice), arrived(bob), departed(alice));
  expect([...roster]).toEqual([[bob, who(bob, '<unknown>')]]);
  expect(events).toEqual([
    { type: 'joined', ...who(alice, '<unknown>'), clients: 1 },
    { type: 'joined', ...who(bob, '<unknown>'), clients: 2 },
    { type: 'left', ...who(alice, '<unknown>'), clients: 1, reason: 'closed' },
  ]);
});

test('a connection may bring its name', () => {
  const named = Object.assign(new MemoryConnection(), { name: 'bot' });
  expect(eventsOf(arrived(named)).events).toMatchObject([{ type: 'joined', name: 'bot' }]);
});

test('what broke the connection stands in the event', () => {
  const error = new Error('broken');
  const { events } = eventsOf(arrived(alice), { ...departed(alice), reason: 'error', error });
  expect(events[1]).toEqual({ type: 'left', ...who(alice, '<unknown>'), clients: 0, reason: 'error', error });
});

test('what was said in one go stays so, with the one who says it', () => {
  const { events } = eventsOf(arrived(alice), heard(alice), heard(alice, 'alice', 1000));
  const [, first, , second] = events as [RosterEvent, Speech, RosterEvent, Speech];
  expect(first).toStrictEqual(new Speech(alice, who(alice, '<unknown>'), bytes, 1));
  expect(second).toStrictEqual(new Speech(alice, who(alice, 'alice'), bytes, 1000));
  expect(second.bytes).toBe(bytes);
});

test('a connection that speaks before it arrived is a fault', () => {
  marbles(({ hot, expectObservable }) => {
    const fault = new Error(`connection ${alice.id} spoke before it arrived`);
    expectObservable(hot<Input>('-h', { h: heard(alice) }).pipe(withRoster(new Roster()))).toBe(
      '-#',
      {},
      fault,
    );
  });
});

describe('names', () => {
  test('are learned in front of the message, kept, and changed', () => {
    const { events } = eventsOf(
      arrived(alice),
      heard(alice, 'alice'),
      heard(alice),
      heard(alice, 'alice'),
      heard(alice, 'Alice'),
    );
    const names = events.map((event) => `${event.type} ${'name' in event ? event.name : event.client.name}`);
    expect(names).toEqual([
      'joined <unknown>',
      'named alice',
      'said alice',
      'said alice',
      'said alice',
      'named Alice',
      'said Alice',
    ]);
    expect(events[1]).toEqual({ type: 'named', ...who(alice, 'alice'), previous: '<unknown>', clients: 1 });
  });

  test('are learned from /who: too', () => {
    const { events } = eventsOf(arrived(alice), asked(alice, 'alice'));
    expect(events.slice(1)).toEqual([
      { type: 'named', ...who(alice, 'alice'), previous: '<unknown>', clients: 1 },
      { type: 'askedWho', ...who(alice, 'alice'), connection: alice, bytes },
    ]);
  });

  test('that a connection brought are no news when it says them', () => {
    const bot = Object.assign(new MemoryConnection(), { name: 'bot' });
    expect(eventsOf(arrived(bot), heard(bot, 'bot')).events.map(({ type }) => type)).toEqual([
      'joined',
      'said',
    ]);
  });

  test('may be those of others, or of objects', () => {
    const { roster } = eventsOf(
      arrived(alice),
      arrived(bob),
      heard(alice, '__proto__'),
      heard(bob, '__proto__'),
      heard(alice, '<unknown>'),
      heard(alice, 'constructor'),
    );
    expect([...roster.values()].map(({ name }) => name)).toEqual(['constructor', '__proto__']);
  });
});
