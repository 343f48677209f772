import { TcpClient } from './tcpClient.ts';

/** What RFC 6455 has for an example. */
const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';

export const TEXT = 1;
export const BINARY = 2;
export const CLOSE = 8;
export const PING = 9;
export const PONG = 10;

/** The request that begins a WebSocket. */
export function upgradeRequest(headers: Readonly<Record<string, string>> = {}, path = '/chat'): string {
  const all = {
    Host: 'localhost',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': KEY,
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** What is answered to it. */
export const UPGRADED = [
  'HTTP/1.1 101 Switching Protocols',
  'Upgrade: websocket',
  'Connection: Upgrade',
  `Sec-WebSocket-Accept: ${ACCEPT}`,
  '\r\n',
].join('\r\n');

/** A short frame as a server sends it. */
export function plain(opcode: number, payload: string | Uint8Array = ''): Buffer {
  const bytes = Buffer.from(payload as Uint8Array);
  return Buffer.concat([Buffer.of(0x80 | opcode, bytes.length), bytes]);
}

/** The frame with which a server closes. */
export function closing(code: number): Buffer {
  return plain(CLOSE, Buffer.of(code >> 8, code & 0xff));
}

export const GREETED = plain(BINARY, 'Thank you for connecting');

/** A frame as a client sends it, however wrong: `first` is its first byte. */
export function masked(first: number, payload: string | Uint8Array, length?: number): Buffer {
  const bytes = Buffer.from(payload as Uint8Array);
  const mask = Buffer.of(1, 2, 3, 4);
  const data = bytes.map((byte, at) => byte ^ (mask[at % 4] ?? 0));
  return Buffer.concat([Buffer.of(first), lengthOf(length ?? bytes.length), mask, data]);
}

function lengthOf(length: number): Buffer {
  if (length <= 125) return Buffer.of(0x80 | length);
  const header = Buffer.alloc(length <= 0xffff ? 3 : 9);
  header[0] = length <= 0xffff ? 0xfe : 0xff;
  if (length <= 0xffff) header.writeUInt16BE(length, 1);
  else header.writeBigUInt64BE(BigInt(length), 1);
  return header;
}

/** A client that speaks for itself, byte by byte, once it is greeted. */
export async function joinRaw(port: number, behind: string | Uint8Array = ''): Promise<TcpClient> {
  const client = await TcpClient.connect(port);
  client.say(Buffer.concat([Buffer.from(upgradeRequest()), Buffer.from(behind as Uint8Array)]));
  await client.gets(UPGRADED);
  await client.gets(GREETED);
  return client;
}
