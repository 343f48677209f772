import { expect, test } from '@jest/globals';
import type { LeaveReason } from '../src/events.ts';
import { Speech } from '../src/speech.ts';
import { Tally } from '../src/tally.ts';
import { MemoryConnection } from './support/memoryConnection.ts';

const who = { id: 1, name: 'x', address: 'y', port: 1, clients: 1 };

test('counts what happens, and what each receiver got', () => {
  const tally = new Tally();
  const speech = new Speech(new MemoryConnection(), who, Buffer.from('a\nbc\n'), 2);
  tally.count({ type: 'joined', ...who }, 0);
  tally.count({ type: 'named', ...who, previous: 'z' }, 0);
  tally.count(speech, 3);
  tally.count({ type: 'announced', bytes: Buffer.from('hi'), text: 'hi' }, 4);
  tally.count({ type: 'askedWho', ...who, bytes: Buffer.from('/who'), requests: 5 }, 0);
  const reasons: LeaveReason[] = ['slow', 'slow', 'full'];
  for (const reason of reasons) tally.count({ type: 'left', ...who, reason }, 0);
  expect(tally.stats(9, true)).toEqual({
    ...{ type: 'stats', isLast: true, clients: 9, joined: 1 },
    left: { closed: 0, reset: 0, slow: 2, idle: 0, refused: 0, full: 1, stopped: 0, error: 0 },
    ...{ messages: 3, bytes: 7, deliveredMessages: 10, deliveredBytes: 23, requests: 5, answers: 1 },
  });
});
