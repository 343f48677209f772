import { expect, test } from '@jest/globals';
import type { Client, Connection } from '../../src/events.ts';
import { answerWho } from '../../src/operators/answerWho.ts';
import type { WhoRequest } from '../../src/operators/withRoster.ts';
import { marbles } from '../support/marbles.ts';
import { MemoryConnection } from '../support/memoryConnection.ts';

const bytes = Buffer.from('/who:');

function room(...names: string[]): { roster: Map<Connection, Client>; connections: MemoryConnection[] } {
  const connections = names.map((_, index) => new MemoryConnection(1001 + index));
  const entries = connections.map(({ id, address, port }, index) => ({
    id,
    name: names[index] ?? '',
    address,
    port,
  }));
  return { roster: new Map(connections.map((each, index) => [each, entries[index] as Client])), connections };
}

function request(connection: Connection): WhoRequest {
  const { id, address, port } = connection;
  return { type: 'askedWho', id, name: 'alice', address, port, connection, bytes };
}

test('the answer goes to the asker alone, and the event says who asked', () => {
  const { roster, connections } = room('alice', '<unknown>', '__proto__');
  const [alice, ...others] = connections as [MemoryConnection, ...MemoryConnection[]];
  marbles(({ hot, expectObservable }) => {
    const { id, address, port } = alice;
    const asked = { type: 'askedWho', id, name: 'alice', address, port, bytes };
    expectObservable(hot('-w|', { w: request(alice) }).pipe(answerWho(roster))).toBe('-w|', {
      w: { ...asked, clients: 3 },
    });
  });
  expect(alice.heard.toString()).toBe(
    '3 clients connected.\n' +
      'alice connected from 192.0.2.1, 1001.\n' +
      '<unknown> connected from 192.0.2.1, 1002.\n' +
      '__proto__ connected from 192.0.2.1, 1003.\n',
  );
  expect(alice.deliveries[0]?.messages).toEqual([alice.heard]);
  for (const other of others) expect(other.deliveries).toEqual([]);
});

test('the grammar of one', () => {
  const { roster, connections } = room('alice');
  const [alice] = connections as [MemoryConnection];
  marbles(({ hot }) => {
    hot('w', { w: request(alice) })
      .pipe(answerWho(roster))
      .subscribe();
  });
  expect(alice.heard.toString()).toBe('1 clients connected.\nalice connected from 192.0.2.1, 1001.\n');
});

test('what is not to be printed in a name is shown escaped, so that the rows stay rows', () => {
  const { roster, connections } = room('a\u2028b\u202ec\u200dd', 'é🎉 ok');
  const [first] = connections as [MemoryConnection];
  marbles(({ hot }) => {
    hot('w', { w: request(first) })
      .pipe(answerWho(roster))
      .subscribe();
  });
  expect(first.heard.toString()).toBe(
    '2 clients connected.\n' +
      'a\\u2028b\\u202ec\\u200dd connected from 192.0.2.1, 1001.\n' +
      'é🎉 ok connected from 192.0.2.1, 1002.\n',
  );
});

test('never, empty, error, early unsubscribe', () => {
  const { roster, connections } = room('alice');
  const [alice] = connections as [MemoryConnection];
  const { connection, ...asked } = request(alice);
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    expectObservable(hot<WhoRequest>('---').pipe(answerWho(roster))).toBe('---');
    expectObservable(hot<WhoRequest>('--|').pipe(answerWho(roster))).toBe('--|');
    expectObservable(hot<WhoRequest>('--#').pipe(answerWho(roster))).toBe('--#');
    const source$ = hot('-w-w', { w: { ...asked, connection } });
    expectObservable(source$.pipe(answerWho(roster)), '^-!').toBe('-w', { w: { ...asked, clients: 1 } });
    expectSubscriptions(source$.subscriptions).toBe('^-!');
  });
  expect(alice.deliveries).toHaveLength(1);
});
