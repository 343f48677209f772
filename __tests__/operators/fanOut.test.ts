import { describe, expect, jest, test } from '@jest/globals';
import { of } from 'rxjs';
import { ALONE } from '../../src/backplane.ts';
import {
  type Connection,
  EVENT_TYPES,
  type EventType,
  type Left,
  type Stats,
  type TalkEvent,
  USUAL_EVENTS,
} from '../../src/events.ts';
import { History } from '../../src/history.ts';
import { fanOut, type Outgoing, type Room, spokenBytes } from '../../src/operators/fanOut.ts';
import { Roster } from '../../src/roster.ts';
import { Delivered } from '../../src/said.ts';
import { Speech } from '../../src/speech.ts';
import { Tally } from '../../src/tally.ts';
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

const everything = new Set(USUAL_EVENTS);

function said(speaker: Connection, text: string, count = 1): Speech {
  const { id, address, port } = speaker;
  return new Speech(speaker, { id, name: 'alice', address, port }, Buffer.from(text), count);
}

const left: Left = { type: 'left', id: 1, name: 'x', address: 'y', port: 1, clients: 2, reason: 'closed' };
const announced: Outgoing = { type: 'announced', bytes: Buffer.from('hi'), text: 'hi' };

function roomOf(roster: Roster): Room {
  const history = new History({ history: 0, historySize: 1 });
  return { roster, backplane: ALONE, history, tally: new Tally() };
}

function tellOf(wanted: readonly EventType[], roster: Roster, ...batches: Outgoing[][]): TalkEvent[] {
  const events: TalkEvent[] = [];
  of(...batches)
    .pipe(fanOut(roomOf(roster), new Set(wanted)))
    .subscribe((event) => events.push(event));
  return events;
}

function tell(roster: Roster, ...batches: Outgoing[][]): TalkEvent[] {
  return tellOf(USUAL_EVENTS, roster, ...batches);
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
  const events = tell(roster, [said(alice, 'hello '), left, announced]);
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

test('a speech of a thousand lines is one send to each, not copied, and a thousand events', () => {
  const roster = rosterOf(alice, bob, carol);
  const lines = Array.from({ length: 1000 }, (_, line) => `alice says: line ${line}\n`);
  const speech = said(alice, lines.join(''), 1000);
  const events = tell(roster, [speech]);
  for (const { deliveries } of [bob, carol]) {
    expect(deliveries).toHaveLength(1);
    expect(deliveries[0]?.bytes).toBe(speech.bytes);
    expect(deliveries[0]?.messages.map(String)).toEqual(lines);
  }
  expect(alice.deliveries).toEqual([]);
  expect(events.map((event) => (event.type === 'said' ? event.text : event.type))).toEqual(
    lines.map((_, line) => `line ${line}`),
  );
  expect(events[999]).toMatchObject({ bytes: Buffer.from(lines[999] ?? ''), receivers: 2, clients: 3 });
});

test('messages of several speakers are told apart, and each has those of the others', () => {
  const roster = rosterOf(alice, bob, carol);
  const events = tell(roster, [
    said(alice, 'a\nb\n', 2),
    said(bob, 'c\nd', 1),
    announced,
    said(alice, 'e\n'),
  ]);
  expect(
    [alice, bob, carol].map(({ deliveries }) => deliveries.flatMap(({ messages }) => messages.map(String))),
  ).toEqual([
    ['c\nd', 'hi'],
    ['a\n', 'b\n', 'hi', 'e\n'],
    ['a\n', 'b\n', 'c\nd', 'hi', 'e\n'],
  ]);
  expect(events.map((event) => ('bytes' in event ? event.bytes.toString() : event.type))).toEqual([
    'a\n',
    'b\n',
    'c\nd',
    'hi',
    'e\n',
  ]);
});

test('what a subscriber does to the roster shows in no event of the batch', () => {
  const roster = rosterOf(alice, bob, carol);
  const clients: unknown[] = [];
  of([said(alice, 'one\ntwo\n', 2), announced])
    .pipe(fanOut(roomOf(roster), everything))
    .subscribe((event) => {
      roster.delete(carol);
      if ('clients' in event) clients.push(event.clients);
    });
  expect(clients).toEqual([3, 3, 3]);
});

describe('events that are not wanted', () => {
  const batch = (): Outgoing[] => [said(alice, 'one\ntwo\n', 2), left, announced];

  test.each<[EventType[], string[]]>([
    [['said'], ['said', 'said']],
    [['left'], ['left']],
    [['spoke'], ['spoke']],
    [
      ['said', 'spoke'],
      ['spoke', 'said', 'said'],
    ],
    [
      ['announced', 'left'],
      ['left', 'announced'],
    ],
    [['listening', 'joined'], []],
    [[], []],
  ])('%j alone are told, and everybody is sent the same', (wanted, types) => {
    expect(tellOf(wanted, rosterOf(alice, bob), batch()).map(({ type }) => type)).toEqual(types);
    expect(alice.heard.toString()).toBe('hi');
    expect(bob.heard.toString()).toBe('one\ntwo\nhi');
  });

  test('are not made, and what is said is not taken apart', () => {
    const eachOf = jest.spyOn(Delivered, 'eachOf');
    const messages = jest.spyOn(Speech.prototype, 'messages', 'get');
    tellOf(['left', 'announced', 'spoke'], rosterOf(alice, bob), batch(), batch());
    expect(eachOf).not.toHaveBeenCalled();
    expect(messages).not.toHaveBeenCalled();
    tellOf(['said'], rosterOf(alice, bob), batch());
    expect(eachOf).toHaveBeenCalledTimes(1);
  });
});

test('what was said in one go can be told as a whole', () => {
  const { id, address, port } = alice;
  expect(tellOf(['spoke'], rosterOf(alice, bob), [said(alice, 'one\ntwo\n', 2)])).toEqual([
    {
      type: 'spoke',
      ...{ id, name: 'alice', address, port },
      ...{ bytes: Buffer.from('one\ntwo\n'), messages: 2, receivers: 1, clients: 2 },
    },
  ]);
});

describe('what a batch took', () => {
  /** Each look at it, 3 milliseconds later. */
  function clockOf(looks: { count: number }): { now(): number } {
    return { now: () => 3 * looks.count++ };
  }

  function measured(roster: Roster, wanted: readonly EventType[], ...batches: Outgoing[][]): TalkEvent[] {
    const events: TalkEvent[] = [];
    of(...batches)
      .pipe(fanOut(roomOf(roster), new Set(wanted), clockOf({ count: 0 })))
      .subscribe((event) => events.push(event));
    return events;
  }

  test('is told before what is in it, and counts what the tally counts', () => {
    const roster = rosterOf(alice, bob, carol);
    const batch = [said(alice, 'one\ntwo\n', 2), left, announced, said(bob, 'three')];
    const events = measured(roster, ['fannedOut', 'announced', 'left'], batch);
    expect(events).toEqual([
      {
        type: 'fannedOut',
        ...{ messages: 4, bytes: 15, deliveredMessages: 9, deliveredBytes: 32 },
        ...{ receivers: 3, clients: 3, milliseconds: 3 },
      },
      left,
      { ...announced, receivers: 3, clients: 3, origin: undefined },
    ]);
    const tally = new Tally();
    of(batch)
      .pipe(fanOut({ ...roomOf(roster), tally }, new Set()))
      .subscribe();
    expect(events[0]).toMatchObject(pick(tally.stats(3, true)));
  });

  test('the one who alone spoke is sent nothing', () => {
    expect(measured(rosterOf(alice, bob), ['fannedOut'], [said(alice, 'hello')])).toMatchObject([
      { receivers: 1, clients: 2, deliveredMessages: 1, deliveredBytes: 5 },
    ]);
    expect(measured(rosterOf(alice), ['fannedOut'], [said(alice, 'hello')])).toMatchObject([
      { messages: 1, bytes: 5, receivers: 0, clients: 1, deliveredMessages: 0, deliveredBytes: 0 },
    ]);
  });

  test('is nothing where nothing is handed to anybody', () => {
    expect(measured(rosterOf(alice, bob), ['fannedOut'], [left], [said(alice, '')])).toEqual([]);
  });

  test('is the time of the sends alone', () => {
    const looks = { count: 0 };
    const seen: number[] = [];
    const room = {
      ...roomOf(rosterOf(alice)),
      backplane: { id: 'here', publish: () => seen.push(looks.count) },
    };
    of([announced])
      .pipe(fanOut(room, new Set(['fannedOut'] as const), clockOf(looks)))
      .subscribe(() => seen.push(looks.count));
    expect(seen).toEqual([2, 2]);
  });

  test('where nobody wants it, no clock is read', () => {
    const looks = { count: 0 };
    of([said(alice, 'hello'), announced])
      .pipe(fanOut(roomOf(rosterOf(alice, bob)), everything, clockOf(looks)))
      .subscribe();
    expect(looks.count).toBe(0);
    expect(everything.has('fannedOut')).toBe(false);
  });

  function pick({ messages, bytes, deliveredMessages, deliveredBytes }: Stats): Partial<Stats> {
    return { messages, bytes, deliveredMessages, deliveredBytes };
  }
});

test('what is spoken is what is handed to somebody', () => {
  const { id, address, port } = alice;
  const who = { id, name: 'alice', address, port, clients: 1 };
  const all: Outgoing[] = [
    said(alice, 'hello'),
    announced,
    left,
    { type: 'joined', ...who },
    { type: 'named', ...who, previous: 'x' },
    { type: 'askedWho', ...who, bytes: Buffer.from('/who'), requests: 1 },
  ];
  expect(all.map(spokenBytes)).toEqual([5, 2, 0, 0, 0, 0]);
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
    expectObservable(hot<Outgoing[]>('---').pipe(fanOut(roomOf(roster), everything))).toBe('---');
    expectObservable(hot<Outgoing[]>('--|').pipe(fanOut(roomOf(roster), everything))).toBe('--|');
    expectObservable(hot<Outgoing[]>('--#').pipe(fanOut(roomOf(roster), everything))).toBe('--#');
    const source$ = hot('-l-l', { l: [left] });
    expectObservable(source$.pipe(fanOut(roomOf(roster), everything)), '^-!').toBe('-l', { l: left });
    expectSubscriptions(source$.subscriptions).toBe('^-!');
  });
});

describe('a backplane', () => {
  test('is given each batch in which something was said, once everybody here has it', () => {
    const given: { outgoing: readonly Outgoing[]; heard: string }[] = [];
    const publish = (outgoing: readonly Outgoing[]) => given.push({ outgoing, heard: bob.heard.toString() });
    const room = { ...roomOf(rosterOf(alice, bob)), backplane: { id: 'here', publish } };
    const batch = [said(alice, 'hello '), left];
    of(batch, [left]).pipe(fanOut(room, everything)).subscribe();
    expect(given).toEqual([{ outgoing: batch, heard: 'hello ' }]);
  });

  test('tells where it was said', () => {
    const backplane = { id: 'here', publish: () => undefined };
    const room = { ...roomOf(rosterOf(alice, bob)), backplane };
    const client = { id: 9, name: 'carol', address: 'x', port: 1 };
    const elsewhere = new Speech(undefined, client, Buffer.from('two '), 1, undefined, 'there');
    const events: TalkEvent[] = [];
    of([said(alice, 'one '), elsewhere, announced, { ...announced, origin: 'there' }])
      .pipe(fanOut(room, new Set(EVENT_TYPES)))
      .subscribe((event) => events.push(event));
    expect(events).toMatchObject([
      { type: 'fannedOut', messages: 4, receivers: 2 },
      { type: 'spoke', name: 'alice', origin: 'here', receivers: 1 },
      { type: 'said', name: 'alice', origin: 'here', receivers: 1 },
      { type: 'spoke', name: 'carol', origin: 'there', receivers: 2 },
      { type: 'said', name: 'carol', origin: 'there', receivers: 2 },
      { type: 'announced', origin: 'here', receivers: 2 },
      { type: 'announced', origin: 'there', receivers: 2 },
    ]);
    expect(alice.heard.toString()).toBe('two hihi');
    expect(bob.heard.toString()).toBe('one two hihi');
  });
});

test('the history has what was said, here and elsewhere', () => {
  const history = new History({ history: 3, historySize: 100 });
  of([said(alice, 'one\ntwo\n', 2), left, announced])
    .pipe(fanOut({ ...roomOf(rosterOf(alice)), history }, everything))
    .subscribe();
  expect(history.delivery?.messages.map(String)).toEqual(['one\n', 'two\n', 'hi']);
});
