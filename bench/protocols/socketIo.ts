import type { Protocol } from './protocol.ts';
import { frame, upgrade } from './webSocketFrame.ts';

/** What a client and the server call what is said. */
export const EVENT = 'chat';

const UPGRADE = upgrade('/socket.io/?EIO=4&transport=websocket');
/** Engine.IO's `message` with Socket.IO's `CONNECT`, and with its `EVENT`. */
const CONNECT = '40';
const EMIT = '42';

const TEXT = 0x01;
/** Masking with zeros leaves the bytes as they are. */
const MASK = Buffer.alloc(4);

/**
 * Socket.IO 4 over WebSocket, spoken by hand so that a client costs the generator no more than any other
 * (https://socket.io/docs/v4/socket-io-protocol, RFC 6455).
 */
export const socketIo: Protocol = {
  handshake: [
    { say: UPGRADE, until: '0{"sid"' },
    { say: frame(TEXT, Buffer.from(CONNECT), MASK), until: `${CONNECT}{"sid"` },
  ],
  said: (message) => frame(TEXT, event(message), MASK),
  deliveredSize: (message) => frame(TEXT, event(message)).length,
};

function event(message: Buffer): Buffer {
  return Buffer.from(`${EMIT}${JSON.stringify([EVENT, message.toString()])}`);
}
