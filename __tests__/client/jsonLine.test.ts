import { expect, test } from '@jest/globals';
import type { ClientMessage, ClientStatus } from '../../src/client/clientEvents.ts';
import { jsonMessage, jsonStatus, jsonText } from '../../src/client/jsonLine.ts';
import { ServerLost } from '../../src/client/serverLost.ts';

const bytes = Buffer.alloc(0);

test.each<[ClientMessage, string]>([
  [{ kind: 'greeting', bytes, text: 'Hello' }, '{"time":7,"type":"greeting","text":"Hello"}'],
  [
    { kind: 'who', bytes, text: '2 clients connected.' },
    '{"time":7,"type":"who","text":"2 clients connected."}',
  ],
  [
    { kind: 'said', bytes, name: 'alice', text: 'a\n"b"' },
    '{"time":7,"type":"said","name":"alice","text":"a\\n\\"b\\""}',
  ],
  [{ kind: 'said', bytes, name: undefined, text: '' }, '{"time":7,"type":"said","text":""}'],
  [
    { kind: 'said', bytes, name: 'a', text: '\u001b[2J\u202e\u2028' },
    String.raw`{"time":7,"type":"said","name":"a","text":"\u001b[2J\u202e\u2028"}`,
  ],
])('the message %j', (message, line) => {
  expect(jsonText(jsonMessage(message, 7))).toBe(line);
});

test.each<[ClientStatus, string]>([
  [
    { kind: 'connecting', host: 'here', port: 1, attempt: 2 },
    '{"time":7,"type":"connecting","host":"here","port":1,"attempt":2}',
  ],
  [
    { kind: 'connected', address: '::1', port: 1, localPort: 2, tls: undefined },
    '{"time":7,"type":"connected","address":"::1","port":1,"localPort":2}',
  ],
  [
    { kind: 'connected', address: '::1', port: 1, localPort: 2, tls: 'TLSv1.3' },
    '{"time":7,"type":"connected","address":"::1","port":1,"localPort":2,"tls":"TLSv1.3"}',
  ],
  [
    { kind: 'lost', error: new ServerLost('reset', 'it broke'), wait: 500 },
    '{"time":7,"type":"lost","reason":"reset","error":"it broke","wait":500}',
  ],
  [{ kind: 'closed' }, '{"time":7,"type":"closed"}'],
])('the status %j', (status, line) => {
  expect(jsonText(jsonStatus(status, 7))).toBe(line);
});
