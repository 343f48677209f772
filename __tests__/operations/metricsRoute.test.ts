import { afterEach, expect, test } from '@jest/globals';
import { Gauge, Registry } from 'prom-client';
import { metricsRoute } from '../../src/operations/metricsRoute.ts';
import { RouteServer } from '../support/operationsServer.ts';
import { TcpClient } from '../support/tcpClient.ts';

const servers: RouteServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

test('it is made once for all who ask at once, and anew for who asks later', async () => {
  let made = 0;
  const registry = new Registry();
  new Gauge({
    ...{ name: 'made', help: 'How often.', registers: [registry] },
    collect() {
      this.set(++made);
    },
  });
  const server = await RouteServer.start([metricsRoute(registry)]);
  servers.push(server);
  const client = await TcpClient.connect(Number(new URL(server.url).port));
  client.say('GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(100));
  const answers = await client.takeWhen(
    (text) => text.split('\nmade ').length === 101 && text.endsWith('\n'),
  );
  expect(new Set(answers.match(/\nmade \d+\n/g))).toEqual(new Set(['\nmade 1\n']));
  expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('\nmade 2\n');
  client.leave();
});
