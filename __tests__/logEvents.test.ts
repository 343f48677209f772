import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { of } from 'rxjs';
import type { TalkEvent } from '../src/events.ts';
import { logEvents } from '../src/logEvents.ts';

const who = { id: 7, name: 'a\u001b[31m\u202elice', address: '192.0.2.1', port: 1001 };
const bytes = Buffer.from('hello');

function linesOf(...events: TalkEvent[]): object[] {
  const lines: object[] = [];
  const logger = pino(
    { base: null, timestamp: false },
    { write: (line) => void lines.push(JSON.parse(line) as object) },
  );
  const passed: TalkEvent[] = [];
  of(...events)
    .pipe(logEvents(logger, () => 0))
    .subscribe((event) => passed.push(event));
  expect(passed).toEqual(events);
  return lines;
}

const client = { client: 7, address: '192.0.2.1', port: 1001, name: 'a\\u001b[31m\\u202elice' };
const shown = 'a\\u001b[31m\\u202elice';

const HERE = 'here-0123456789ab';

test.each<[TalkEvent, object]>([
  [
    { type: 'link', link: 'down', node: HERE, error: new Error('gone\u202e') },
    {
      ...{ level: 40, event: 'link', link: 'down', node: HERE, error: 'gone\\u202e' },
      msg: 'alone: what is said is kept for the others',
    },
  ],
  [
    { type: 'listening', service: 'chat', address: '::', port: 12345 },
    {
      ...{ level: 30, event: 'listening', service: 'chat', address: '::', port: 12345 },
      msg: 'chat listening on ::, port 12345',
    },
  ],
  [
    { type: 'joined', ...who, clients: 1 },
    { level: 30, event: 'joined', ...client, clients: 1, msg: 'client 7 joined from 192.0.2.1, 1001' },
  ],
  [
    { type: 'named', ...who, previous: '\u009b', clients: 1 },
    {
      level: 30,
      event: 'named',
      ...client,
      previous: '\\u009b',
      clients: 1,
      msg: `client 7 is ${shown}`,
    },
  ],
  [
    { type: 'said', ...who, bytes, text: 'hello', receivers: 3, clients: 4 },
    {
      level: 30,
      event: 'said',
      ...client,
      bytes: 5,
      messages: 1,
      receivers: 3,
      clients: 4,
      msg: `${shown} said 5 bytes to 3`,
    },
  ],
  [
    { type: 'spoke', ...who, bytes, messages: 2, receivers: 3, clients: 4 },
    {
      level: 30,
      event: 'said',
      ...client,
      bytes: 5,
      messages: 2,
      receivers: 3,
      clients: 4,
      msg: `${shown} said 5 bytes to 3`,
    },
  ],
  [
    { type: 'askedWho', ...who, bytes, requests: 3, clients: 2 },
    {
      level: 30,
      event: 'askedWho',
      ...client,
      bytes: 5,
      requests: 3,
      clients: 2,
      msg: `${shown} asked who is connected`,
    },
  ],
  [
    { type: 'left', ...who, clients: 0, reason: 'closed' },
    { level: 30, event: 'left', ...client, clients: 0, reason: 'closed', msg: `${shown} left: closed` },
  ],
  [
    { type: 'left', ...who, clients: 0, reason: 'slow', error: new Error('too\u2028slow') },
    {
      ...{ level: 40, event: 'left', ...client, clients: 0, reason: 'slow', error: 'too\\u2028slow' },
      msg: `${shown} left: slow`,
    },
  ],
  [
    { type: 'announced', bytes, text: 'hello', receivers: 2, clients: 2 },
    { level: 30, event: 'announced', bytes: 5, receivers: 2, clients: 2, msg: 'announced 5 bytes to 2' },
  ],
])('%j', (event, line) => {
  expect(linesOf(event)).toEqual([line, { level: 30, event: 'stopped', linesLost: 0, msg: 'stopped' }]);
});

test('what a fan-out took is no line', () => {
  const counts = { messages: 1, bytes: 5, deliveredMessages: 1, deliveredBytes: 5, receivers: 1, clients: 2 };
  expect(linesOf({ type: 'fannedOut', ...counts, milliseconds: 1 })).toMatchObject([{ event: 'stopped' }]);
});

test('what one client says beyond a hundred times is told together, before it leaves', () => {
  const spoke = (messages: number): TalkEvent => {
    return { type: 'spoke', ...who, bytes, messages, receivers: 3, clients: 4 };
  };
  const events = Array.from({ length: 103 }, (_, index) => spoke(index + 1));
  const lines = linesOf({ type: 'joined', ...who, clients: 4 }, ...events, {
    type: 'left',
    ...who,
    clients: 3,
    reason: 'closed',
  });
  expect(lines).toHaveLength(1 + 100 + 1 + 1 + 1);
  expect(lines[100]).toMatchObject({ event: 'said', bytes: 5, messages: 100 });
  expect(lines[101]).toMatchObject({ event: 'said', bytes: 15, messages: 101 + 102 + 103, count: 3 });
  expect(lines[102]).toMatchObject({ event: 'left' });
});
