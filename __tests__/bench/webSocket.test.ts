import { describe, expect, test } from '@jest/globals';
import { browser, webSocket, webSocketReader } from '../../bench/protocols/webSocket.ts';
import { frame } from '../../bench/protocols/webSocketFrame.ts';

const TEXT = 0x01;
const BINARY = 0x02;
const PING = 0x09;

const STREAM = Buffer.concat([
  frame(TEXT, Buffer.from('{"type":"roster"}')),
  frame(BINARY, Buffer.from('a'.repeat(64))),
  frame(PING, Buffer.from('?')),
  frame(BINARY, Buffer.alloc(0)),
  frame(BINARY, Buffer.from('b'.repeat(1000))),
  frame(TEXT, Buffer.from('x'.repeat(300))),
  Buffer.from([0x82, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x70]), // 70,000 bytes
  Buffer.from('c'.repeat(70_000)),
  frame(BINARY, Buffer.from('d')),
]);

/** What a reader makes of a stream that comes in reads of so many bytes. */
function readIn(stream: Buffer, size: number): { bytes: number; messages: number } {
  const reader = webSocketReader();
  let bytes = 0;
  for (let at = 0; at < stream.length; at += size) {
    const read = stream.subarray(at, at + size);
    bytes += reader.read(read, read.length);
  }
  return { bytes, messages: reader.messages };
}

describe('the reader of WebSocket frames', () => {
  test.each([1, 2, 3, 7, 64, 1000, STREAM.length])('counts messages alone, in reads of %p bytes', (size) => {
    expect(readIn(STREAM, size)).toEqual({ bytes: 64 + 1000 + 70_000 + 1, messages: 5 });
  });

  test('a message that has not come whole is none', () => {
    expect(readIn(STREAM.subarray(0, -1), STREAM.length).messages).toBe(4);
  });

  test.each([
    ['a masked frame', frame(BINARY, Buffer.from('x'), Buffer.of(1, 2, 3, 4))],
    ['a message in fragments', Buffer.of(BINARY, 1, 0x78)],
    ['a message in fragments', Buffer.of(0x80, 1, 0x78)],
    ['a message that is compressed', Buffer.of(0xc2, 1, 0x78)],
  ])('throws for %s', (_, bytes) => {
    expect(() => webSocketReader().read(bytes, bytes.length)).toThrow(/^garbled: /);
  });
});

describe('a client by WebSocket', () => {
  test('masks what it says, as RFC 6455 has it', () => {
    expect(webSocket.said(Buffer.from('Hello')).toString('hex')).toBe('828537fa213d7f9f4d5158');
  });

  test('says longer messages with their length in two bytes', () => {
    expect(webSocket.said(Buffer.alloc(1000)).subarray(0, 4)).toEqual(Buffer.of(0x82, 0x80 | 126, 3, 0xe8));
  });

  test('asks as a library does, or as the page, which is told who is there', () => {
    const [library, page] = [webSocket, browser].map(({ handshake }) => String(handshake[0]?.say));
    expect(library).toMatch(/^GET \/chat HTTP\/1\.1\r\n(?:[\w-]+: \S+\r\n)+\r\n$/);
    expect(page).toBe(library?.replace(/\r\n$/, 'Sec-WebSocket-Protocol: talk.room.1\r\n\r\n'));
  });
});
