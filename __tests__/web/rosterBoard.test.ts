import { expect, test } from '@jest/globals';
import { map } from 'rxjs';
import type { TalkEvent } from '../../src/events.ts';
import { type Framed } from '../../src/web/frames.ts';
import { RosterBoard } from '../../src/web/rosterBoard.ts';
import { marbles } from '../support/marbles.ts';

/** What is told to whom, in virtual time. The header of a frame is left out. */

const where = { address: '192.0.2.1', port: 1, clients: 0 };
const joined = (id: number, name = `n${id}`): TalkEvent => ({ type: 'joined', id, name, ...where });
const named = (id: number, name: string): TalkEvent => ({ type: 'named', id, name, previous: '', ...where });
const left = (id: number): TalkEvent => ({ type: 'left', id, name: '', reason: 'closed', ...where });
const said: TalkEvent = { type: 'reloaded' };

class Told {
  readonly id: number;
  readonly frames: unknown[] = [];

  constructor(id: number) {
    this.id = id;
  }

  tell({ bytes }: Framed): void {
    const text = bytes.toString();
    this.frames.push(JSON.parse(text.slice(text.indexOf('{'))));
  }
}

/** Lets the board see a diagram, in which all passes, and tells what these readers were told. */
function toldTo(readers: readonly number[], diagram: string, values: Record<string, TalkEvent>): unknown[][] {
  const board = new RosterBoard();
  const all = readers.map((id) => new Told(id));
  for (const reader of all) board.add(reader);
  marbles(({ hot, expectObservable }) => {
    expectObservable(
      hot(diagram, values).pipe(
        board.watch,
        map((event) => event),
      ),
    ).toBe(diagram, values);
  });
  return all.map(({ frames }) => frames);
}

const changes = (count: number, more: object = {}) => ({
  type: 'changes',
  count,
  joined: [],
  named: [],
  left: [],
  ...more,
});

test('a newcomer is told all, then what is new, four times a second at the most', () => {
  const values = { a: joined(1), b: joined(2), c: named(1, 'x'), d: left(1), s: said };
  const [told] = toldTo([2], 'a s b s c 500ms d 250ms |', values) as [unknown[]];
  expect(told).toEqual([
    {
      type: 'roster',
      you: 2,
      count: 2,
      clients: [
        { id: 1, name: 'n1' },
        { id: 2, name: 'n2' },
      ],
    },
    changes(2, { joined: [{ id: 2, name: 'n2' }], named: [{ id: 1, name: 'x' }] }),
    changes(1, { left: [1] }),
  ]);
});

test('what is gathered is told with what it is in the end', () => {
  const values = {
    a: joined(1),
    b: joined(2),
    c: named(2, 'x'),
    d: named(2, 'y'),
    e: joined(3),
    f: left(3),
    g: named(1, 'z'),
  };
  const [told] = toldTo([1], 'a 300ms (bcdefg) 300ms |', values) as [unknown[]];
  expect(told.slice(2)).toEqual([
    changes(2, { joined: [{ id: 2, name: 'y' }], named: [{ id: 1, name: 'z' }], left: [3] }),
  ]);
});

test('who comes between two tellings knows the same as the others afterwards', () => {
  const values = { a: joined(1), b: joined(2), c: left(2), d: joined(3), e: joined(4), f: left(1) };
  const told = toldTo([3, 4], 'a b c d 1ms e f 300ms |', values);
  for (const frames of told) {
    const known = new Map<number, string>();
    for (const frame of frames as {
      clients?: Client[];
      joined?: Client[];
      named?: Client[];
      left?: number[];
    }[]) {
      for (const { id, name } of [...(frame.clients ?? []), ...(frame.joined ?? []), ...(frame.named ?? [])])
        known.set(id, name);
      for (const id of frame.left ?? []) known.delete(id);
    }
    expect([...known.keys()]).toEqual([3, 4]);
  }
});
interface Client {
  readonly id: number;
  readonly name: string;
}

test('nothing is made while nobody reads, and the list is right when somebody does again', () => {
  const values = { a: joined(1), b: left(1), c: joined(2), d: joined(3), e: joined(4) };
  const [first, second] = toldTo([1, 4], 'a 300ms b c 300ms d e 300ms |', values) as [unknown[], unknown[]];
  expect(first).toHaveLength(2);
  expect(second[0]).toEqual({
    ...{ type: 'roster', you: 4, count: 3 },
    clients: [2, 3, 4].map((id) => ({ id, name: `n${id}` })),
  });
  expect(second.slice(1)).toEqual([changes(3, { joined: [{ id: 4, name: 'n4' }] })]);
});

test('what happened while nobody read is not told as it was before', () => {
  const values = {
    ...{ a: joined(1), b: joined(2), c: joined(3), d: left(1), e: left(2), f: named(3, 'x'), g: joined(4) },
  };
  const [, told] = toldTo([1, 4], 'a 300ms b c d e f g 300ms |', values) as [unknown[], unknown[]];
  const [three, four] = [
    { id: 3, name: 'x' },
    { id: 4, name: 'n4' },
  ];
  expect(told).toEqual([
    { type: 'roster', you: 4, count: 2, clients: [three, four] },
    changes(2, { joined: [three, four], left: [2] }),
  ]);
});

test.each(['abcd 300ms |', 'a 300ms c 300ms d 300ms |'])(
  '%s: no newcomer is told what was true before',
  (diagram) => {
    const values = { a: joined(1), b: left(1), c: joined(2), d: joined(4) };
    const [, frames = []] = toldTo([1, 4], diagram, values);
    const [{ clients }] = frames as [{ clients: readonly Client[] }];
    expect(clients).toEqual(
      expect.arrayContaining([
        { id: 2, name: 'n2' },
        { id: 4, name: 'n4' },
      ]),
    );
  },
);

test('a thousand are told, and how many there are', () => {
  const board = new RosterBoard();
  const reader = new Told(1500);
  board.add(reader);
  marbles(({ cold, expectObservable }) => {
    const crowd = Array.from({ length: 1500 }, (_, at) => joined(at + 1));
    const values = Object.fromEntries(crowd.map((event, at) => [String.fromCharCode(0x4e00 + at), event]));
    const diagram = `(${Object.keys(values).join('')})`;
    expectObservable(cold(diagram, values).pipe(board.watch)).toBe(diagram, values);
  });
  const [roster] = reader.frames as [{ count: number; clients: Client[] }];
  expect(roster.count).toBe(1500);
  expect(roster.clients).toHaveLength(1001); // and itself
  expect(roster.clients[1000]).toEqual({ id: 1500, name: 'n1500' });
});

test('who was turned away is no news, and names cannot leave their text', () => {
  const values = { a: joined(1, '"},{"id":9}\u2028\u202e<b>'), b: left(7) };
  const [told] = toldTo([1], 'a 300ms b 300ms |', values) as [unknown[]];
  expect(told).toHaveLength(2);
  expect(told[0]).toMatchObject({ clients: [{ id: 1, name: '"},{"id":9}\u2028\u202e<b>' }] });
});
