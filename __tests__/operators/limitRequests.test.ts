import { expect, test } from '@jest/globals';
import type { Connection } from '../../src/events.ts';
import { type DueRequest, limitRequests } from '../../src/operators/limitRequests.ts';
import type { WhoRequest } from '../../src/operators/withRoster.ts';
import { Roster } from '../../src/roster.ts';
import { marbles } from '../support/marbles.ts';
import { MemoryConnection } from '../support/memoryConnection.ts';

const settings = { whoBurst: 2, whoInterval: 10 };
const [alice, bob] = [new MemoryConnection(), new MemoryConnection()];

function rosterOf(...connections: Connection[]): Roster {
  const roster = new Roster();
  for (const connection of connections) {
    const { id, address, port } = connection;
    roster.set(connection, { id, name: 'x', address, port });
  }
  return roster;
}

function request(connection: Connection, words: string): WhoRequest {
  const { id, address, port } = connection;
  return { type: 'askedWho', id, name: 'x', address, port, connection, bytes: Buffer.from(words) };
}

const values = { a: request(alice, 'a'), b: request(alice, 'b'), z: request(bob, 'z') };
const due = (source: WhoRequest, requests = 1): DueRequest => ({ ...source, requests });
const once = { a: due(values.a), b: due(values.b), z: due(values.z) };

test('as many as whoBurst at once, those beyond with one later answer: the last of them, and their number', () => {
  marbles(({ hot, expectObservable }) => {
    const roster = rosterOf(alice);
    expectObservable(hot('(aaaab)', values).pipe(limitRequests(settings, roster))).toBe('(aa)------c', {
      ...once,
      c: due(values.b, 3),
    });
  });
});

test('then one for each whoInterval', () => {
  marbles(({ hot, expectObservable }) => {
    const roster = rosterOf(alice);
    const source$ = hot('aaaaaaaaaaaaaaaaaaaaaaaaa', values);
    expectObservable(source$.pipe(limitRequests(settings, roster))).toBe('aa--------t---------u---------v', {
      ...once,
      t: due(values.a, 9),
      u: due(values.a, 10),
      v: due(values.a, 4),
    });
  });
});

test('who asks seldom is answered at once, always', () => {
  marbles(({ hot, expectObservable }) => {
    const marble = 'a---------a---------a---------a';
    expectObservable(hot(marble, values).pipe(limitRequests(settings, rosterOf(alice)))).toBe(marble, once);
  });
});

test('each client has its own', () => {
  marbles(({ hot, expectObservable }) => {
    const roster = rosterOf(alice, bob);
    expectObservable(hot('(aaa)z', values).pipe(limitRequests(settings, roster))).toBe('(aa) -z----a', once);
  });
});

test('who has left is not answered', () => {
  marbles(({ hot, expectObservable }) => {
    const roster = rosterOf(bob);
    expectObservable(hot('(aaa)z', values).pipe(limitRequests(settings, roster))).toBe('(aa) -z', once);
  });
});

test('never, empty, error, early unsubscribe', () => {
  const roster = rosterOf(alice);
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    expectObservable(hot<WhoRequest>('---').pipe(limitRequests(settings, roster))).toBe('---');
    expectObservable(hot<WhoRequest>('--|').pipe(limitRequests(settings, roster))).toBe('--|');
    expectObservable(hot<WhoRequest>('--#').pipe(limitRequests(settings, roster))).toBe('--#');
    const source$ = hot('(aaa)', values);
    expectObservable(source$.pipe(limitRequests(settings, roster)), '^-----!').toBe('(aa)', once);
    expectSubscriptions(source$.subscriptions).toBe('^-----!');
  });
  expect(alice.deliveries).toEqual([]);
});
