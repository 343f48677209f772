import { test } from '@jest/globals';
import { parseMessages } from '../../src/operators/parseMessages.ts';
import { marbles } from '../support/marbles.ts';
import { MemoryConnection } from '../support/memoryConnection.ts';

const connection = new MemoryConnection();
const hello = Buffer.from('alice says: hello');
const who = Buffer.from('/who:');
const arrived = { type: 'arrived', connection } as const;
const departed = { type: 'departed', connection, reason: 'closed', error: undefined } as const;

test('messages are read, all else passes', () => {
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const session$ = hot('-a-m-w-d-|', {
      a: arrived,
      m: { type: 'received', connection, bytes: hello },
      w: { type: 'received', connection, bytes: who },
      d: departed,
    } as const);
    expectObservable(session$.pipe(parseMessages())).toBe('-a-m-w-d-|', {
      a: arrived,
      m: { type: 'said', connection, bytes: hello, name: 'alice', textStart: 12 },
      w: { type: 'askedWho', connection, bytes: who, name: undefined, textStart: 0 },
      d: departed,
    });
    expectSubscriptions(session$.subscriptions).toBe('^--------!');
  });
});

test('never, empty, error, early unsubscribe', () => {
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    expectObservable(hot<never>('---').pipe(parseMessages())).toBe('---');
    expectObservable(hot<never>('--|').pipe(parseMessages())).toBe('--|');
    expectObservable(hot<never>('--#').pipe(parseMessages())).toBe('--#');
    const source$ = hot('-a-a', { a: arrived });
    expectObservable(source$.pipe(parseMessages()), '^-!').toBe('-a', { a: arrived });
    expectSubscriptions(source$.subscriptions).toBe('^-!');
  });
});
