import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { type WebSocket, WebSocketServer } from 'ws';
import { Wire } from '../../src/web/wire.ts';
import { BINARY, closing, masked, plain, PONG, upgradeRequest, UPGRADED } from '../support/rawWebSocket.ts';

const FINAL = 0x80;
const PING = 9;

/** A WebSocket over a wire, and all that went out. */
async function wired(): Promise<{ wire: Wire; webSocket: WebSocket; sent: Buffer[] }> {
  const sent: Buffer[] = [];
  const wire = new Wire({ send: ({ bytes }) => sent.push(bytes) });
  const request = new IncomingMessage(new Socket());
  request.method = 'GET';
  for (const line of upgradeRequest().split('\r\n').slice(1, -2)) {
    const [name = '', value] = line.split(': ');
    request.headers[name.toLowerCase()] = value;
  }
  const webSocket = await new Promise<WebSocket>((resolve) => {
    new WebSocketServer({ noServer: true }).handleUpgrade(request, wire, Buffer.alloc(0), resolve);
  });
  await new Promise(setImmediate);
  expect(Buffer.concat(sent.splice(0)).toString()).toBe(UPGRADED);
  return { wire, webSocket, sent };
}

describe('a wire', () => {
  test('has told all that it was fed when it returns, however much that is', async () => {
    const { wire, webSocket } = await wired();
    let got = 0;
    webSocket.on('message', ({ length }: Buffer) => (got += length));
    const frames = Array.from({ length: 100 }, () => masked(FINAL | BINARY, Buffer.alloc(1000)));
    for (let time = 1; time <= 3; time++) {
      wire.feed(Buffer.concat(frames));
      expect(got).toBe(time * 100_000);
    }
    wire.destroy();
  });

  test('sends what the WebSocket writes at once, a frame in one piece', async () => {
    const { wire, webSocket, sent } = await wired();
    wire.feed(masked(FINAL | PING, 'there?'));
    expect(sent.splice(0)).toEqual([plain(PONG, 'there?')]);
    webSocket.close(1001);
    expect(sent).toEqual([closing(1001)]);
    wire.destroy();
  });

  test('takes nothing more once it is destroyed', async () => {
    const { wire, webSocket, sent } = await wired();
    const got: unknown[] = [];
    webSocket.on('message', (message) => got.push(message));
    wire.destroy();
    wire.feed(masked(FINAL | BINARY, 'x'));
    webSocket.close();
    await new Promise(setImmediate);
    expect([got, sent]).toEqual([[], []]);
  });
});
