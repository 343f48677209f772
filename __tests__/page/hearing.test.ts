import { beforeEach, describe, expect, test } from '@jest/globals';
import { Hearing, isRequest } from '../../src/page/hearing.ts';

const TIME = new Date(0);
const GREETING = 'Thank you for connecting';
const ANSWER = '2 clients connected.\nalice connected from 127.0.0.1, 1.\nbob, it connected from ::1, 2.\n';
let hearing: Hearing;
let settled: (readonly [texts: readonly string[], isGapless: boolean])[];

beforeEach(() => {
  settled = [];
  hearing = new Hearing((past, isGapless) => settled.push([past.map(({ text }) => text), isGapless]));
  hearing.begin('alice');
});

const hear = (text: string) => hearing.hear(new Uint8Array(Buffer.from(text)), TIME);
const said = (name: string | undefined, text: string) => {
  return { kind: 'said', name, text, isOwn: false, isPast: false, time: TIME };
};
const told = (...lines: string[]) => ({ kind: 'told', lines, time: TIME });

/** What comes with each connection, until its past is over. */
function join(...past: readonly string[]): void {
  hear(GREETING);
  for (const message of past) hear(message);
  hearing.asked('page');
  hear(ANSWER);
}

test('what comes first, and has no name, is the greeting; all else is said', () => {
  expect(hear(GREETING)).toEqual([told(GREETING)]);
  hearing.settle();
  expect(hear('bob says: hi\n')).toEqual([said('bob', 'hi')]);
  expect(hear('hi\n')).toEqual([said(undefined, 'hi')]);
});

test('without a greeting, what somebody says is no greeting', () => {
  hearing.settle();
  expect(hear('bob says: hi\n')).toEqual([said('bob', 'hi')]);
});

test('the greeting of another connection is told where it is another one', () => {
  hear(GREETING);
  hearing.begin('alice');
  expect(hear(GREETING)).toEqual([]);
  hearing.begin('alice');
  expect(hear('Welcome back')).toEqual([told('Welcome back')]);
});

test('what came is shown, even where the connection is lost before all of it has', () => {
  hear(GREETING);
  hear('bob says: one\n');
  hearing.end();
  expect(settled).toEqual([[['one'], false]]);
  hearing.begin('alice');
  hearing.end();
  expect(settled).toHaveLength(1);
  hearing.begin('alice');
  hear('bob says: one\n');
  hear('bob says: two\n');
  hearing.settle();
  expect(settled.slice(1)).toEqual([[['two'], true]]);
});

test('long messages are known again, and told from each other', () => {
  const long = (last: string): string => `bob says: ${'x'.repeat(3000)}${last}\n`;
  join(long('a'));
  hearing.begin('alice');
  join(long('a'), long('b'));
  expect(settled.map(([past, isGapless]) => [past.map((text) => text.at(-1)), isGapless])).toEqual([
    [['a'], false],
    [['b'], true],
  ]);
});

test('the answer to a person is told, that to the page is not', () => {
  hear(GREETING);
  hearing.asked('page');
  expect(hear(ANSWER)).toEqual([]);
  hearing.settle();
  hearing.asked('person');
  expect(hear(ANSWER)).toEqual([told(...ANSWER.trimEnd().split('\n'))]);
});

test('one answer is for all who asked before it', () => {
  hear(GREETING);
  hearing.asked('person');
  hearing.asked('page');
  expect(hear(ANSWER)).toHaveLength(1);
  expect(hear('1 clients connected.\n')).toEqual([said(undefined, '1 clients connected.')]);
});

test('what only looks like an answer is said, and the answer is still awaited', () => {
  hear(GREETING);
  hearing.settle();
  hearing.asked('person');
  expect(hear('bob says: 2 clients connected.\n')).toEqual([said('bob', '2 clients connected.')]);
  expect(hear('2 clients connected.\nalice says: ha\n')).toHaveLength(2);
  expect(hear(ANSWER)).toEqual([told(...ANSWER.trimEnd().split('\n'))]);
});

describe('the past', () => {
  test('is what comes before the first answer; what one said oneself is known by the name', () => {
    const pasts: unknown[] = [];
    hearing = new Hearing((past) => pasts.push(...past));
    hearing.begin('alice');
    hear(GREETING);
    expect(hear('alice says: hi\n')).toEqual([]);
    hear('bob says: hello\n');
    hearing.asked('page');
    hear(ANSWER);
    expect(pasts).toEqual([
      { ...said('alice', 'hi'), isOwn: true, isPast: true },
      { ...said('bob', 'hello'), isPast: true },
    ]);
    expect(hear('alice says: it is another alice\n')).toEqual([said('alice', 'it is another alice')]);
  });

  test('is told once for each connection', () => {
    join();
    hearing.settle();
    join();
    expect(settled).toEqual([[[], false]]);
  });

  test('of the next connection is only what is not known yet', () => {
    join('bob says: 1\n', 'bob says: 2\n');
    hear('bob says: 3\n');
    hearing.say('4', TIME);
    hearing.begin('alice');
    join('bob says: 2\n', 'bob says: 3\n', 'alice says: 4\n', 'bob says: 5\n');
    expect(settled.at(-1)).toEqual([['5'], true]);
  });

  test('that is all new may come after a gap', () => {
    join('bob says: 1\n');
    hearing.begin('alice');
    join('bob says: 8\n', 'bob says: 9\n');
    expect(settled.at(-1)).toEqual([['8', '9'], false]);
  });
});

test.each([
  '0 clients connected.\n',
  '3 clients connected.\nalice connected from ::1, 2.\nAnd 2 more.\n',
  '1 clients connected.\na connected from 1.2.3.4, 5.\n1 of 2 servers answered.\n',
  '1 clients connected.\na connected from /run/talk.sock, 0.\nThis server is not connected to the others.\n',
])('%j is an answer', (answer) => {
  hear(GREETING);
  hearing.asked('page');
  expect(hear(answer)).toEqual([]);
});

test.each(['/who:', '/who', ' /who. ', '/who:.'])('%j is the request', (text) => {
  expect(isRequest(text)).toBe(true);
});

test.each(['/WHO:', '/who is', 'who', ''])('%j is not', (text) => {
  expect(isRequest(text)).toBe(false);
});
