import { afterEach, expect, test } from '@jest/globals';
import { firstValueFrom, Subject, toArray } from 'rxjs';
import type { TalkEvent } from '../../src/events.ts';
import { operations } from '../../src/operations/operations.ts';
import { marbles } from '../support/marbles.ts';
import { type OperatedServer, operatedServer, RouteServer } from '../support/operationsServer.ts';
import { TcpClient } from '../support/tcpClient.ts';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0).reverse()) each.close();
});

async function served(server: OperatedServer): Promise<RouteServer> {
  const routes = await RouteServer.start(server.routes);
  open.push(server, routes);
  return routes;
}

test('a real chat is seen: its metrics are as its clients have it', async () => {
  const server = await operatedServer(() => ({ total: 7, largest: 5 }));
  const { url } = await served(server);
  const alice = await TcpClient.join(server.port);
  const bob = await TcpClient.join(server.port);
  alice.say('alice says: hello\n');
  await bob.gets('alice says: hello\n');
  bob.say('/who:\n');
  await bob.takeWhen((text) => text.startsWith('2 clients connected.\n') && text.split('\n').length === 4);
  const response = await fetch(`${url}/metrics`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const text = await response.text();
  for (const line of [
    'talk_clients 2',
    'talk_joined_total 2',
    'talk_messages_total 1',
    'talk_bytes_total 18',
    'talk_deliveries_total 1',
    'talk_delivered_bytes_total 18',
    'talk_fan_out_seconds_count 1',
    'talk_backlog_bytes 7',
    'talk_largest_backlog_bytes 5',
    'talk_who_requests_total 1',
    'talk_who_answers_total 1',
  ]) {
    expect(text).toContain(`\n${line}\n`);
  }
  expect(text).toMatch(/\nnodejs_eventloop_lag_p99_seconds \d/);
  alice.leave();
  bob.leave();
});

test('two servers of one process keep apart', async () => {
  const one = await operatedServer(() => ({ total: 0, largest: 0 }));
  const other = await operatedServer(() => ({ total: 0, largest: 0 }));
  const urls = [(await served(one)).url, (await served(other)).url];
  const client = await TcpClient.join(one.port);
  const texts = urls.map(async (url) => await (await fetch(`${url}/metrics`)).text());
  expect(await Promise.all(texts)).toEqual([
    expect.stringContaining('\ntalk_clients 1\n'),
    expect.stringContaining('talk_clients 0\n'),
  ]);
  client.leave();
});

test('a sample comes each second, and is kept for whoever comes later', async () => {
  const server = await operatedServer(() => ({ total: 7, largest: 5 }));
  const { url } = await served(server);
  const client = await TcpClient.join(server.port);
  const first = await readUntil(
    `${url}/stats/events`,
    /event: sample\nid: (\d+)\ndata: .*"clients":1,.*\n\n/,
  );
  expect(first).toContain('"clients":1,"messagesPerSecond":0,"deliveriesPerSecond":0,"bytesPerSecond":0,');
  expect(first).toContain('"p99FanOut":null,"slowestBacklog":5,"totalBacklog":7,"link":"none"}\n\n');
  const [, time = ''] = /id: (\d+)\ndata: .*"clients":1,.*\n\n$/.exec(first) ?? [];
  const later = await readUntil(`${url}/stats/events`, /event: history\n.*\n.*\n\n/);
  expect(later).toContain(`{"time":${time},"clients":1,`);
  server.stopping$.next();
  expect(await (await fetch(`${url}/stats/events`)).text()).toBe('retry: 1000\n\n');
  client.leave();
});

async function readUntil(url: string, pattern: RegExp): Promise<string> {
  const response = await fetch(url);
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString(); // that is what fetch tells
    if (pattern.test(text)) return text;
  }
  throw new Error(`ended after ${text}`);
}

test('it is alive, and ready until it stops', async () => {
  const server = await operatedServer(() => ({ total: 0, largest: 0 }));
  const { url } = await served(server);
  expect(await told(`${url}/healthz`)).toEqual([200, 'text/plain; charset=utf-8', 'no-store', 'ok\n']);
  expect(await told(`${url}/readyz`)).toEqual([200, 'text/plain; charset=utf-8', 'no-store', 'ready\n']);
  server.stopping$.next();
  expect(await told(`${url}/readyz`)).toEqual([503, 'text/plain; charset=utf-8', 'no-store', 'draining\n']);
  expect(await told(`${url}/healthz`)).toEqual([200, 'text/plain; charset=utf-8', 'no-store', 'ok\n']);
});

test('a link that is down for too long makes it unready, until it is up', async () => {
  const event$ = new Subject<TalkEvent>();
  const operated = operations({ maxLinkDown: 0 });
  const routes = operated.routes({ backlog: () => ({ total: 0, largest: 0 }), stopping$: new Subject() });
  const { url } = await served({ port: 0, routes, stopping$: new Subject(), close: () => event$.complete() });
  event$.pipe(operated.watch).subscribe();
  event$.next({ type: 'link', link: 'down', node: 'here', error: new Error('gone') });
  await new Promise((resolve) => setTimeout(resolve)); // the bound is no time at all
  const line = expect.stringMatching(/^link down for \d+ s\n$/);
  expect(await told(`${url}/readyz`)).toEqual([503, 'text/plain; charset=utf-8', 'no-store', line]);
  event$.next({ type: 'link', link: 'up', node: 'here', broker: 'b:1', journal: true });
  expect(await told(`${url}/readyz`)).toEqual([200, 'text/plain; charset=utf-8', 'no-store', 'ready\n']);
});

test('nothing of it keeps a process running once nobody watches', () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  const event$ = new Subject<TalkEvent>();
  const operated = operations({ maxLinkDown: 600_000 });
  operated.routes({ backlog: () => ({ total: 0, largest: 0 }), stopping$: new Subject() });
  const watching = event$.pipe(operated.watch).subscribe();
  event$.next({ type: 'link', link: 'down', node: 'here', error: new Error('gone') });
  expect(timers()).toBeGreaterThan(before);
  watching.unsubscribe();
  expect(timers()).toBe(before);
});

async function told(url: string): Promise<unknown[]> {
  const response = await fetch(url);
  const headers = ['content-type', 'cache-control'].map((name) => response.headers.get(name));
  return [response.status, ...headers, await response.text()];
}

test('events pass unchanged, and so does their end, with which the samples end', async () => {
  const events: TalkEvent[] = [{ type: 'reloaded' }, { type: 'link', link: 'epoch' }];
  const event$ = new Subject<TalkEvent>();
  const seen = firstValueFrom(event$.pipe(operations({ maxLinkDown: 1 }).watch, toArray()));
  for (const event of events) event$.next(event);
  event$.complete();
  expect(await seen).toEqual(events);
});

test('an error passes, and unsubscribing ends it', () => {
  const error = new Error('gone');
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    expectObservable(hot<TalkEvent>('-#', {}, error).pipe(operations({ maxLinkDown: 1 }).watch)).toBe(
      '-#',
      {},
      error,
    );
    const event$ = hot<TalkEvent>('---');
    expectObservable(event$.pipe(operations({ maxLinkDown: 1 }).watch), '^-!').toBe('---');
    expectSubscriptions(event$.subscriptions).toBe('^-!');
  });
});
