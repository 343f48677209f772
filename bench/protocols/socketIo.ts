import type { Protocol } from './protocol.ts';

/** What a client and the server call what is said. */
export const EVENT = 'chat';

const UPGRADE = [
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
  'Host: 127.0.0.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '',
  '',
].join('\r\n');
/** Engine.IO's `message` with Socket.IO's `CONNECT`, and with its `EVENT`. */
const CONNECT = '40';
const EMIT = '42';

const FINAL_TEXT = 0x81;
const MASKED = 0x80;
/** Masking with zeros leaves the bytes as they are. */
const MASK = Buffer.alloc(4);
/** A length that does not fit into 7 bits, and is behind it in 16. */
const LONG = 126;

/**
 * Socket.IO 4 over WebSocket, spoken by hand so that a client costs the generator no more than any other
 * (https://socket.io/docs/v4/socket-io-protocol, RFC 6455).
 */
export const socketIo: Protocol = {
  handshake: [
    { say: Buffer.from(UPGRADE), until: '0{"sid"' },
    { say: frame(CONNECT, MASK), until: `${CONNECT}{"sid"` },
  ],
  said: (message) => frame(event(message), MASK),
  deliveredSize: (message) => frame(event(message)).length,
};

function event(message: Buffer): string {
  return `${EMIT}${JSON.stringify([EVENT, message.toString()])}`;
}

/** Clients have to mask what they send, servers must not. */
function frame(payload: string, mask?: Buffer): Buffer {
  const bytes = Buffer.from(payload);
  const flag = mask === undefined ? 0 : MASKED;
  const { length } = bytes;
  const size = length < LONG ? [flag | length] : [flag | LONG, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(FINAL_TEXT, ...size), mask ?? Buffer.alloc(0), bytes]);
}
