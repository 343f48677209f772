import { describe, expect, test } from '@jest/globals';
import { NEVER, of, Subject, take } from 'rxjs';
import { ALONE, type Elsewhere, type Part } from '../../src/backplane.ts';
import type { Connection } from '../../src/events.ts';
import { answerWho } from '../../src/operators/answerWho.ts';
import type { DueRequest } from '../../src/operators/limitRequests.ts';
import { Roster } from '../../src/roster.ts';
import { marbles } from '../support/marbles.ts';
import { MemoryConnection } from '../support/memoryConnection.ts';

const bytes = Buffer.from('/who:');

function room(...names: string[]): { roster: Roster; connections: MemoryConnection[] } {
  const connections = names.map((_, index) => new MemoryConnection(1001 + index));
  const roster = new Roster();
  for (const [index, each] of connections.entries()) {
    roster.set(each, { id: each.id, name: names[index] ?? '', address: each.address, port: each.port });
  }
  return { roster, connections };
}

function request(connection: Connection): DueRequest {
  const { id, address, port } = connection;
  return { type: 'askedWho', id, name: 'alice', address, port, connection, bytes, requests: 1 };
}

test('the answer goes to the asker alone, and the event says who asked', () => {
  const { roster, connections } = room('alice', '<unknown>', '__proto__');
  const [alice, ...others] = connections as [MemoryConnection, ...MemoryConnection[]];
  marbles(({ hot, expectObservable }) => {
    const { id, address, port } = alice;
    const asked = { type: 'askedWho', id, name: 'alice', address, port, bytes, requests: 1 };
    expectObservable(
      hot('-w|', { w: request(alice) }).pipe(answerWho(roster, ALONE, { whoLines: 100 })),
    ).toBe('-w|', {
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
      .pipe(answerWho(roster, ALONE, { whoLines: 100 }))
      .subscribe();
  });
  expect(alice.heard.toString()).toBe('1 clients connected.\nalice connected from 192.0.2.1, 1001.\n');
});

test('what is not to be printed in a name is shown escaped, so that the rows stay rows', () => {
  const { roster, connections } = room('a\u2028b\u202ec\u200dd', 'é🎉 ok');
  const [first] = connections as [MemoryConnection];
  marbles(({ hot }) => {
    hot('w', { w: request(first) })
      .pipe(answerWho(roster, ALONE, { whoLines: 100 }))
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
    expectObservable(hot<DueRequest>('---').pipe(answerWho(roster, ALONE, { whoLines: 100 }))).toBe('---');
    expectObservable(hot<DueRequest>('--|').pipe(answerWho(roster, ALONE, { whoLines: 100 }))).toBe('--|');
    expectObservable(hot<DueRequest>('--#').pipe(answerWho(roster, ALONE, { whoLines: 100 }))).toBe('--#');
    const source$ = hot('-w-w', { w: { ...asked, connection } });
    expectObservable(source$.pipe(answerWho(roster, ALONE, { whoLines: 100 })), '^-!').toBe('-w', {
      w: { ...asked, clients: 1 },
    });
    expectSubscriptions(source$.subscriptions).toBe('^-!');
  });
  expect(alice.deliveries).toHaveLength(1);
});

test('an answer is made once for as long as the roster stays as it is', () => {
  const { roster, connections } = room('alice', 'bob');
  const [alice, bob] = connections as [MemoryConnection, MemoryConnection];
  const requests$ = new Subject<DueRequest>();
  requests$.pipe(answerWho(roster, ALONE, { whoLines: 100 })).subscribe();
  requests$.next(request(alice));
  requests$.next(request(bob));
  expect(bob.deliveries[0]).toBe(alice.deliveries[0]);

  roster.set(bob, { id: bob.id, name: 'Bob', address: bob.address, port: bob.port });
  requests$.next(request(alice));
  expect(alice.deliveries[1]?.bytes.toString()).toContain('Bob connected from');
  roster.delete(bob);
  requests$.next(request(alice));
  expect(alice.deliveries[2]?.bytes.toString()).toBe(
    '1 clients connected.\nalice connected from 192.0.2.1, 1001.\n',
  );
});

describe('with other nodes', () => {
  const member = (name: string, port: number) => ({ name, address: '192.0.2.9', port });
  const older: Part = { isBefore: true, count: 2, members: [member('old', 1), member('oldest', 2)] };
  const younger: Part = { isBefore: false, count: 1, members: [member('y\noung', 3)] };

  function answerTo(elsewhere: Elsewhere): string {
    const { roster, connections } = room('alice');
    const [alice] = connections as [MemoryConnection];
    of(request(alice))
      .pipe(answerWho(roster, { who: () => of(elsewhere) }, { whoLines: 4 }))
      .subscribe();
    return alice.heard.toString();
  }

  test('lists all, by the start of the nodes', () => {
    expect(answerTo({ parts: [older, younger], missing: 0 })).toBe(
      '4 clients connected.\n' +
        'old connected from 192.0.2.9, 1.\n' +
        'oldest connected from 192.0.2.9, 2.\n' +
        'alice connected from 192.0.2.1, 1001.\n' +
        'y\\u000aoung connected from 192.0.2.9, 3.\n',
    );
  });

  test('lists no more than so many, and counts all', () => {
    const large: Part = { isBefore: false, count: 1_000_000, members: [member('y', 3), member('z', 4)] };
    expect(answerTo({ parts: [older, large], missing: 1 })).toBe(
      '1000003 clients connected.\n' +
        'old connected from 192.0.2.9, 1.\n' +
        'oldest connected from 192.0.2.9, 2.\n' +
        'alice connected from 192.0.2.1, 1001.\n' +
        'y connected from 192.0.2.9, 3.\n' +
        'And 999999 more.\n3 of 4 servers answered.\n',
    );
    const { roster, connections } = room('alice', 'bob', 'carol');
    const [alice] = connections as [MemoryConnection];
    of(request(alice), request(alice))
      .pipe(answerWho(roster, ALONE, { whoLines: 0 }))
      .subscribe();
    expect(alice.deliveries.map(String)).toHaveLength(2);
    expect(alice.deliveries[0]?.bytes.toString()).toBe('3 clients connected.\nAnd 3 more.\n');
  });

  test('says what is missing', () => {
    const here = '1 clients connected.\nalice connected from 192.0.2.1, 1001.\n';
    expect(answerTo({ parts: [], missing: 2 })).toBe(`${here}1 of 3 servers answered.\n`);
    expect(answerTo({ parts: [{ isBefore: false, count: 0, members: [] }], missing: 1 })).toBe(
      `${here}2 of 3 servers answered.\n`,
    );
    expect(answerTo({ parts: [], missing: undefined })).toBe(
      `${here}This server is not connected to the others.\n`,
    );
  });

  test('whoever hangs up before the others have answered is answered, and listed', () => {
    const { roster, connections } = room('alice');
    const [alice] = connections as [MemoryConnection];
    const elsewhere$ = new Subject<Elsewhere>();
    of(request(alice))
      .pipe(answerWho(roster, { who: () => elsewhere$.pipe(take(1)) }, { whoLines: 4 }))
      .subscribe();
    expect(alice.keptOpen).toBe(1);
    roster.delete(alice);
    elsewhere$.next({ parts: [younger], missing: 0 });
    expect(alice.heard.toString()).toBe(
      '2 clients connected.\nalice connected from 192.0.2.1, 1001.\ny\\u000aoung connected from 192.0.2.9, 3.\n',
    );
    expect(alice.keptOpen).toBe(0);
  });

  test('nobody is kept when the chat ends', () => {
    const { roster, connections } = room('alice');
    const [alice] = connections as [MemoryConnection];
    const answering = of(request(alice))
      .pipe(answerWho(roster, { who: () => NEVER }, { whoLines: 4 }))
      .subscribe();
    answering.unsubscribe();
    expect([alice.keptOpen, alice.deliveries]).toEqual([0, []]);
  });
});
