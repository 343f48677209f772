import { expect, test } from '@jest/globals';
import type { Heartbeat } from '../../src/nats/heartbeat.ts';
import { BEAT_EVERY, Nodes } from '../../src/nats/nodes.ts';

const DAY = 86_400_000;

function heartbeat(node: string, every = BEAT_EVERY): Heartbeat {
  return { node, started: 0, age: 0, said: 0, floor: 1, clients: 0, every, kind: 'here' };
}

test('a node joins once', () => {
  const nodes = new Nodes();
  expect([nodes.hear(heartbeat('a')), nodes.hear(heartbeat('a')), nodes.hear(heartbeat('b'))]).toEqual([
    true,
    false,
    true,
  ]);
  expect(nodes.ids).toEqual(['a', 'b']);
});

test('a node is gone after three missed heartbeats and half a second, by its own pace', () => {
  const nodes = new Nodes();
  nodes.hear(heartbeat('a', 2000));
  nodes.hear(heartbeat('slow', 4000));
  expect(nodes.pass(6500)).toEqual([]);
  expect(nodes.pass(1)).toEqual(['a']);
  expect(nodes.has('a')).toBe(false);
  expect(nodes.pass(5999)).toEqual([]);
  expect(nodes.pass(1)).toEqual(['slow']);
});

test('a node that is heard of, or could not be, is not gone', () => {
  const nodes = new Nodes();
  nodes.hear(heartbeat('a'));
  nodes.pass(6000);
  nodes.hear(heartbeat('a'));
  expect(nodes.pass(6000)).toEqual([]);
  nodes.forgive();
  expect(nodes.pass(6000)).toEqual([]);
});

test('a node leaves once', () => {
  const nodes = new Nodes();
  nodes.hear(heartbeat('a'));
  expect([nodes.leave('a'), nodes.leave('a'), nodes.size]).toEqual([true, false, 0]);
});

test('a node that said that it goes can be forgotten after a while, and is told of once', () => {
  const nodes = new Nodes();
  for (const node of ['a', 'b']) nodes.hear(heartbeat(node));
  nodes.leave('a');
  nodes.pass(1000);
  expect(nodes.takeForgettable(1000)).toEqual([]);
  nodes.pass(1);
  expect(nodes.takeForgettable(1000)).toEqual(['a']);
  expect(nodes.takeForgettable(1000)).toEqual([]);
  expect(nodes.ids).toEqual(['b']);
});

test('a node that said that it goes does not come again, whatever it said at the same time', () => {
  const nodes = new Nodes();
  nodes.hear(heartbeat('a'));
  nodes.leave('a');
  expect([nodes.hear(heartbeat('a')), nodes.size]).toEqual([false, 0]);
});

test('a node that went silent, or was only read of, can be forgotten after a day: it may come back', () => {
  const nodes = new Nodes();
  nodes.hear(heartbeat('a'));
  nodes.pass(6501);
  nodes.expect('a');
  nodes.expect('read');
  nodes.pass(DAY);
  expect(nodes.takeForgettable(1000)).toEqual([]);
  nodes.pass(1);
  expect(nodes.takeForgettable(1000)).toEqual(['a', 'read']);
});

test('somebody is lost who is late, or went silent lately; not who is there, or said that they go', () => {
  const nodes = new Nodes();
  nodes.hear(heartbeat('a'));
  nodes.hear(heartbeat('b'));
  nodes.leave('b');
  nodes.expect('a');
  nodes.pass(2500);
  expect(nodes.isSomebodyLost(1000)).toBe(false);
  nodes.pass(1);
  expect(nodes.isSomebodyLost(1000)).toBe(true);
  nodes.pass(4000);
  expect(nodes.size).toBe(0);
  nodes.pass(999);
  expect(nodes.isSomebodyLost(1000)).toBe(true);
  nodes.pass(1);
  expect(nodes.isSomebodyLost(1000)).toBe(false);
});

test('the first nodes that have so many clients together are found, by their start', () => {
  const nodes = new Nodes();
  for (const [node, started, clients] of [
    ['c', 3, 5],
    ['a', 1, 5],
    ['b', 1, 0],
    ['e', 9, 5],
  ] as const) {
    nodes.hear({ ...heartbeat(node), started, clients });
  }
  const here = { id: 'd', started: 4, clients: 5 };
  expect(nodes.firstWith(11, here)).toEqual(['a', 'b', 'c', 'd']);
  expect(nodes.firstWith(5, here)).toEqual(['a']);
  expect(nodes.firstWith(0, here)).toEqual([]);
  expect(nodes.firstWith(100, here)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('of many nodes each is heard of more seldom', () => {
  const nodes = new Nodes();
  expect([nodes.beatEvery, nodes.allHeardWithin]).toEqual([2000, 6500]);
  for (let node = 0; node < 1000; node++) nodes.hear(heartbeat(String(node)));
  expect([nodes.beatEvery, nodes.allHeardWithin]).toEqual([20_000, 60_500]);
});
