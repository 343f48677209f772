import { expect, test } from '@jest/globals';
import { of } from 'rxjs';
import type { Connection, Left, TalkEvent } from '../../src/events.ts';
import { fanOut, type Outgoing } from '../../src/operators/fanOut.ts';
import { Said } from '../../src/said.ts';
import { Roster } from '../../src/roster.ts';
import { marbles } from '../support/marbles.ts';
import { MemoryConnection } from '../support/memoryConnection.ts';

const [alice, bob, carol] = [1, 2, 3].map((port) => new MemoryConnection(port)) as [
  MemoryConnection,
  MemoryConnection,
  MemoryConnection,
];

function rosterOf(...connections: MemoryConnection[]): Roster {
  for (const connection of connections) connection.deliveries.length = 0;
  const roster = new Roster();
  for (const each of connections) {
    roster.set(each, { id: each.id, name: 'x', address: each.address, port: each.port });
  }
  return roster;
}

const said = (speaker: Connection, text: string) => new Said(speaker, 'alice', Buffer.from(text), 0);
const left: Left = { type: 'left', id: 1, name: 'x', address: 'y', port: 1, clients: 2, reason: 'closed' };

function tell(roster: Roster, ...batches: Outgoing[][]): TalkEvent[] {
  const events: TalkEvent[] = [];
  of(...batches)
    .pipe(fanOut(roster))
    .subscribe((event) => events.push(event));
  return events;
}

test('everybody gets the batch at once, a speaker without its own part', () => {
  tell(rosterOf(alice, bob, carol), [said(alice, 'one '), said(bob, 'two '), said(alice, 'three ')]);
  expect([alice, bob, carol].map((each) => each.deliveries.map(({ bytes }) => bytes.toString()))).toEqual([
    ['two '],
    ['one three '],
    ['one two three '],
  ]);
});

test('events come after the delivery, in order, with the number of receivers', () => {
  const roster = rosterOf(alice, bob, carol);
  const events = tell(roster, [
    said(alice, 'hello '),
    left,
    { type: 'announced', bytes: Buffer.from('hi'), text: 'hi' },
  ]);
  const { id, address, port } = alice;
  expect(events).toMatchObject([
    {
      type: 'said',
      ...{ id, name: 'alice', address, port },
      ...{ bytes: Buffer.from('hello '), text: 'hello', receivers: 2, clients: 3 },
    },
    left,
    { type: 'announced', bytes: Buffer.from('hi'), text: 'hi', receivers: 3, clients: 3 },
  ]);
  expect(JSON.parse(JSON.stringify(events[0]))).toMatchObject({ type: 'said', text: 'hello', receivers: 2 });
  expect(alice.heard.toString()).toBe('hi');
  expect(bob.heard.toString()).toBe('hello hi');
});

test('a speaker who has left is no receiver less', () => {
  expect(tell(rosterOf(bob, carol), [said(alice, 'bye')])).toMatchObject([{ receivers: 2, clients: 2 }]);
});

test('what only happened is sent to nobody, and neither is a message without bytes', () => {
  tell(rosterOf(alice, bob), [left], [said(alice, '')]);
  expect(bob.deliveries).toEqual([]);
});

test('never, empty, error, early unsubscribe', () => {
  const roster = rosterOf(bob);
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    expectObservable(hot<Outgoing[]>('---').pipe(fanOut(roster))).toBe('---');
    expectObservable(hot<Outgoing[]>('--|').pipe(fanOut(roster))).toBe('--|');
    expectObservable(hot<Outgoing[]>('--#').pipe(fanOut(roster))).toBe('--#');
    const source$ = hot('-l-l', { l: [left] });
    expectObservable(source$.pipe(fanOut(roster)), '^-!').toBe('-l', { l: left });
    expectSubscriptions(source$.subscriptions).toBe('^-!');
  });
});
