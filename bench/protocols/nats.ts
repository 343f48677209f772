import { frameCounter } from './frameCounter.ts';
import type { Protocol } from './protocol.ts';

const SUBJECT = 'chat';
const LINE_END = '\r\n';
const PING = `PING${LINE_END}`;
/** Without `echo`, a client does not get back what it says. */
const CONNECT = `CONNECT {"verbose":false,"pedantic":false,"echo":false}${LINE_END}`;

/** NATS, one subject that everybody is subscribed to (https://docs.nats.io/reference/reference-protocols/nats-protocol). */
export const nats: Protocol = {
  handshake: [
    { until: LINE_END },
    { say: Buffer.from(`${CONNECT}SUB ${SUBJECT} 1${LINE_END}${PING}`), until: `PONG${LINE_END}` },
  ],
  said: (message) => framed(`PUB ${SUBJECT} ${message.length}`, message),
  deliveredSize: (message) => delivered(message).length,
  /** The server asks each client once, soon after it came, how far away it is. */
  counter: (message) =>
    frameCounter(
      new Map([
        [first('MSG'), delivered(message).length],
        [first(PING), PING.length],
      ]),
      first('MSG'),
    ),
};

function delivered(message: Buffer): Buffer {
  return framed(`MSG ${SUBJECT} 1 ${message.length}`, message);
}

function framed(head: string, message: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${head}${LINE_END}`), message, Buffer.from(LINE_END)]);
}

function first(word: string): number {
  return word.charCodeAt(0);
}
