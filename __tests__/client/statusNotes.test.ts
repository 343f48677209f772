import { expect, test } from '@jest/globals';
import { from, lastValueFrom, toArray } from 'rxjs';
import type { ClientStatus } from '../../src/client/clientEvents.ts';
import { type LossReason, ServerLost } from '../../src/client/serverLost.ts';
import { statusNotes } from '../../src/client/statusNotes.ts';

const CONNECTING: ClientStatus = { kind: 'connecting', host: 'here', port: 1, attempt: 1 };
const CONNECTED: ClientStatus = {
  ...{ kind: 'connected', address: '::1', port: 1, localPort: 2, tls: undefined },
};
const lost = (reason: LossReason): ClientStatus => ({
  kind: 'lost',
  error: new ServerLost(reason, `it is ${reason}`),
  wait: 1234,
});

async function notes(...statuses: readonly ClientStatus[]): Promise<readonly string[]> {
  const told = await lastValueFrom(
    from(statuses).pipe(
      statusNotes(() => ['welcome']),
      toArray(),
    ),
  );
  return told.flat();
}

test('tells what is news, and each reason once', async () => {
  expect(
    await notes(
      ...[CONNECTING, CONNECTED, lost('closed'), CONNECTING, lost('refused'), CONNECTING, lost('refused')],
      ...[CONNECTING, CONNECTED, lost('closed'), { kind: 'closed' } as const],
    ),
  ).toEqual([
    'welcome',
    'it is closed; trying again in 1.2 s',
    'it is refused; trying again in 1.2 s',
    'connected again',
    'it is closed; trying again in 1.2 s',
  ]);
});

test('whoever is there only after a loss is welcomed as the first time', async () => {
  expect(await notes(lost('refused'), CONNECTED)).toEqual([
    'it is refused; trying again in 1.2 s',
    'welcome',
  ]);
});

test('a server that is full is told once, however often it takes a connection to say so', async () => {
  const turn = [CONNECTING, CONNECTED, lost('full')];
  expect(await notes(...turn, ...turn, ...turn, CONNECTING, CONNECTED, lost('closed'))).toEqual([
    'welcome',
    'it is full; trying again in 1.2 s',
    'it is closed; trying again in 1.2 s',
  ]);
});
