import { GREETING } from './raw.ts';
import type { Protocol, Reader } from './protocol.ts';
import { frame, upgrade } from './webSocketFrame.ts';

const BINARY = 0x02;
/** How a message begins: they come whole, and not compressed. */
const WHOLE_MESSAGE = 0x80 | BINARY;
/** How else a frame may begin: text, which tells who is there, a ping, a pong, and the end. */
const PASSED_OVER: ReadonlySet<number> = new Set([0x81, 0x88, 0x89, 0x8a]);
/** Any will do but zeros, with which there would be nothing to unmask. */
const MASK = Buffer.of(0x37, 0xfa, 0x21, 0x3d);
/** Lengths that do not fit into 7 bits are in 2 or 8 bytes more. */
const IN_TWO_BYTES = 126;
const IN_EIGHT_BYTES = 127;

/** The chat at `/chat`, as a library speaks to it: each message is one binary frame. */
export const webSocket: Protocol = over(undefined);

/** The same as the page speaks it, which is also told who is there. */
export const browser: Protocol = over('talk.room.1');

function over(subprotocol: string | undefined): Protocol {
  return {
    handshake: [{ say: upgrade('/chat', subprotocol), until: GREETING }],
    said: (message) => frame(BINARY, message, MASK),
    deliveredSize: (message) => message.length,
    reader: webSocketReader,
  };
}

/**
 * Takes the frames of one connection apart, and counts the messages among them. Throws for what is no frame, or a message
 * in pieces.
 */
export function webSocketReader(): Reader {
  let messages = 0;
  /** Of a frame whose head has not come whole. */
  let head: number[] = [];
  let isMessage = false;
  /** Bytes that the frame still has. */
  let left = 0;

  function readHead(byte: number): void {
    head.push(byte);
    const length = lengthIn(head);
    if (length === undefined) return;
    isMessage = head[0] === WHOLE_MESSAGE;
    if (isMessage && length === 0) messages++;
    left = length;
    head = [];
  }

  return {
    read(chunk, length) {
      let sum = 0;
      for (let at = 0; at < length;) {
        if (left === 0) {
          readHead(chunk[at] ?? 0);
          at++;
          continue;
        }
        const step = Math.min(left, length - at);
        left -= step;
        at += step;
        if (isMessage) sum += step;
        if (isMessage && left === 0) messages++;
      }
      return sum;
    },
    get messages() {
      return messages;
    },
  };
}

/** How many bytes follow a head; undefined where it is not whole. */
function lengthIn([first = 0, second, ...more]: readonly number[]): number | undefined {
  if (first !== WHOLE_MESSAGE && !PASSED_OVER.has(first))
    throw new Error(`garbled: a frame begins with ${first}`);
  if (second === undefined) return undefined;
  if (second > IN_EIGHT_BYTES) throw new Error('garbled: a server masks nothing');
  if (second < IN_TWO_BYTES) return second;
  if (more.length < (second === IN_TWO_BYTES ? 2 : 8)) return undefined;
  return more.reduce((sum, byte) => sum * 256 + byte, 0);
}
