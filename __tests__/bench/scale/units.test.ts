import { expect, test } from '@jest/globals';
import type { BatchCost } from '../../../bench/scale/batches.ts';
import { beatSeconds } from '../../../bench/scale/beat.ts';
import type { Question, RoomCost } from '../../../bench/scale/rooms.ts';
import { unitsOf } from '../../../bench/scale/units.ts';

const LOCAL = { write: 5000, message: 20 };
const ARRIVAL = { milliseconds: 1, broker: 1, nodes: 1, messages: 1 };

/** Costs that are a line: so much once, and so much for each message. */
function batch(messages: number): BatchCost {
  const line = (fixed: number, each: number): number => fixed + messages * each;
  return {
    messages,
    said: line(100, 1),
    heard: line(10, 2),
    taken: line(50, 3),
    delivered: line(5, 4),
    bytes: line(200, 100),
  };
}

function asked(others: number, clientsEach: number, missing = 0): Question {
  const clients = others * clientsEach;
  return {
    clientsEach,
    listed: clients,
    missing,
    milliseconds: 1,
    bytes: others * 50 + clients * 30,
    asker: others * 7 + clients * 3,
    answerers: others * 9 + clients * 2,
    broker: 1,
  };
}

/** A node takes 1,000 a second, and 10 for each heartbeat that it hears; the broker for it 500, and 4; a heartbeat has 150 bytes. */
function room(nodes: number, questions: readonly Question[]): RoomCost {
  const heard = (nodes - 1) / beatSeconds(nodes);
  const idle = {
    broker: nodes * (500 + 4 * heard),
    node: 1000 + 10 * heard,
    shared: 1000,
    messages: nodes * heard,
    bytes: nodes * heard * 150,
  };
  return { nodes, idle, arrival: ARRIVAL, questions };
}

test('unit costs are the slopes and the starts of what was measured', () => {
  const rooms = [room(10, [asked(9, 10), asked(9, 1000)]), room(100, [asked(99, 10), asked(99, 1000)])];
  const units = unitsOf([1, 10, 1000].map(batch), rooms, LOCAL);
  const near = (fixed: number, each: number): unknown => ({
    fixed: expect.closeTo(fixed, 6),
    each: expect.closeTo(each, 6),
  });
  expect(units).toEqual({
    batch: {
      said: near(100, 1),
      heard: near(10, 2),
      taken: near(50, 3),
      delivered: near(5, 4),
      bytes: near(200, 100),
    },
    idle: {
      node: expect.closeTo(1000, 6),
      heard: expect.closeTo(10, 6),
      broker: expect.closeTo(500, 6),
      delivered: expect.closeTo(4, 6),
      bytes: expect.closeTo(150, 6),
    },
    who: { answered: near(9, 2), asked: near(7, 3), bytes: near(50, 30) },
    local: LOCAL,
  });
});

test('a question that not all have answered tells nothing of what an answer costs', () => {
  const late = { ...asked(99, 10_000, 3), asker: 1e9 };
  const rooms = [room(10, []), room(100, [asked(99, 10), asked(99, 1000), late])];
  expect(unitsOf([batch(1), batch(1000)], rooms, LOCAL).who.asked.each).toBeCloseTo(3);
});

test('a room in which all questions list the same tells nothing of what a client costs', () => {
  const same = [10, 1000].map((clientsEach) => ({ ...asked(999, clientsEach), listed: 10_000 }));
  const rooms = [room(10, []), room(100, [asked(99, 10), asked(99, 1000)]), room(1000, same)];
  expect(unitsOf([batch(1), batch(1000)], rooms, LOCAL).who.asked.each).toBeCloseTo(3);
});

test('noise is never less than nothing', () => {
  const noisy = room(100, [asked(99, 10), { ...asked(99, 1000), answerers: 0 }]);
  const { who } = unitsOf([batch(1), batch(1000)], [room(10, []), noisy], LOCAL);
  expect(who.answered.each).toBe(0);
});

test('too little is an error that says what to do', () => {
  expect(() => unitsOf([], [], LOCAL)).toThrow(
    'too little could be measured: give it a machine that does nothing else',
  );
});
