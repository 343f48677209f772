const FINAL = 0x80;
const MASKED = 0x80;
/** A length that does not fit into 7 bits, and is behind it in 16. */
const LONG = 126;

/** What a client asks for a WebSocket with. The key proves nothing here, and may be the one of RFC 6455. */
export function upgrade(path: string, subprotocol?: string): Buffer {
  return Buffer.from(
    [
      `GET ${path} HTTP/1.1`,
      'Host: 127.0.0.1',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ...(subprotocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${subprotocol}`]),
      '\r\n',
    ].join('\r\n'),
  );
}

/** A message whole in one frame, of up to 65,535 bytes. Clients have to mask what they send, servers must not. */
export function frame(opcode: number, payload: Buffer, mask?: Buffer): Buffer {
  const { length } = payload;
  const flag = mask === undefined ? 0 : MASKED;
  const size = length < LONG ? [flag | length] : [flag | LONG, length >> 8, length & 0xff];
  const masked = mask === undefined ? payload : payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0));
  return Buffer.concat([Buffer.of(FINAL | opcode, ...size), mask ?? Buffer.alloc(0), masked]);
}
