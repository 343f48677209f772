import { once } from 'node:events';
import { request as ask } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { concat, EMPTY, finalize, NEVER, type Observable, of, Subject } from 'rxjs';
import type { Sample } from '../../src/operations/sample.ts';
import { sampleStream } from '../../src/operations/sampleStream.ts';
import { RouteServer } from '../support/operationsServer.ts';

const servers: RouteServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

function sampleAt(time: number): Sample {
  const rates = {
    messagesPerSecond: 1,
    deliveriesPerSecond: 2,
    bytesPerSecond: 3,
    deliveredBytesPerSecond: 4,
  };
  return { time, clients: 5, ...rates, p99FanOut: null, slowestBacklog: 6, totalBacklog: 7, link: 'none' };
}

async function serve(sample$: Observable<Sample>, stopping$: Observable<unknown> = NEVER): Promise<string> {
  const server = await RouteServer.start([sampleStream(sample$, stopping$)]);
  servers.push(server);
  return `${server.url}/stats/events`;
}

function event(type: string, id: number, data: unknown): string {
  return `event: ${type}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

test('what is kept is told at once, then each as it comes, until the server stops', async () => {
  const live$ = new Subject<Sample>();
  const stopping$ = new Subject<void>();
  const kept$ = of(sampleAt(1000), sampleAt(2000));
  const response = await fetch(await serve(concat(kept$, live$), stopping$));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(response.headers.get('cache-control')).toBe('no-store');
  live$.next(sampleAt(3000));
  live$.next(sampleAt(4000));
  stopping$.next();
  expect(await response.text()).toBe(
    'retry: 1000\n\n' +
      event('history', 2000, [sampleAt(1000), sampleAt(2000)]) +
      event('sample', 3000, sampleAt(3000)) +
      event('sample', 4000, sampleAt(4000)),
  );
});

test('who comes again is told what it has missed', async () => {
  const url = await serve(of(sampleAt(1000), sampleAt(2000), sampleAt(3000)));
  const texts = ['2000', '3000', 'x'].map(async (id) => {
    return await (await fetch(url, { headers: { 'last-event-id': id } })).text();
  });
  const all = [sampleAt(1000), sampleAt(2000), sampleAt(3000)];
  expect(await Promise.all(texts)).toEqual([
    `retry: 1000\n\n${event('history', 3000, [sampleAt(3000)])}`,
    'retry: 1000\n\nevent: history\ndata: []\n\n',
    `retry: 1000\n\n${event('history', 3000, all)}`,
  ]);
});

test('nothing is told before there is something', async () => {
  expect(await (await fetch(await serve(EMPTY))).text()).toBe('retry: 1000\n\nevent: history\ndata: []\n\n');
});

test('HEAD is the head alone', async () => {
  const request = ask(await serve(NEVER), { method: 'HEAD' }).end();
  const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
  expect(response.headers['content-type']).toBe('text/event-stream');
  await once(response.resume(), 'end');
});

test('whoever goes is told no more', async () => {
  const live$ = new Subject<Sample>();
  const gone$ = new Subject<void>();
  const gone = new Promise<void>((resolve) => void gone$.subscribe(resolve));
  const url = await serve(live$.pipe(finalize(() => gone$.next())));
  const abort = new AbortController();
  await fetch(url, { signal: abort.signal });
  expect(live$.observed).toBe(true);
  abort.abort();
  await gone;
  expect(live$.observed).toBe(false);
});

test('whoever does not read is cut, and the others are told on', async () => {
  const live$ = new Subject<Sample>();
  const over$ = new Subject<void>();
  const cut = new Promise<void>((resolve) => void over$.subscribe(resolve));
  const url = new URL(await serve(live$.pipe(finalize(() => over$.next()))));
  const deaf = connect(Number(url.port), '127.0.0.1');
  deaf.pause();
  deaf.on('error', () => undefined);
  deaf.write(`GET ${url.pathname} HTTP/1.1\r\nhost: x\r\n\r\n`);
  // Its window is full once the kernel keeps no more for it.
  const padded = { ...sampleAt(1000), padding: 'x'.repeat(64 * 1024) };
  const fill = setInterval(() => live$.next(padded), 1);
  await cut;
  clearInterval(fill);
  expect(live$.observed).toBe(false);
  deaf.destroy();
});
