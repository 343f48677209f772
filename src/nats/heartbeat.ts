import { Malformed, type Message, natural, objectIn, text } from './wire.ts';
import { isNodeId } from './identity.ts';

/** What a node tells of itself, again and again. */
export interface Heartbeat {
  readonly node: string;
  /** When it started, in milliseconds since 1970, by its own clock. */
  readonly started: number;
  /** Milliseconds for which it has run: no two clocks are alike. */
  readonly age: number;
  /** The number of the last message that it sent, and what it will not send again: see `InOrder`. */
  readonly said: number;
  readonly floor: number;
  /** How many clients it has. */
  readonly clients: number;
  /** Milliseconds until its next heartbeat. */
  readonly every: number;
  /** Whether it has just come, and is to be answered by each who is there; or goes. */
  readonly kind: 'hello' | 'here' | 'bye';
}

/** Milliseconds between two heartbeats, at the most: of ten thousand nodes each has one in three minutes. */
const LONGEST_PAUSE = 200_000;

/** Bytes of a heartbeat, with the longest name and the largest numbers that there can be, and as many more. */
const MOST_BYTES = 1024;

export function encodeHeartbeat(heartbeat: Heartbeat): string {
  return JSON.stringify(heartbeat);
}

/** Throws `Malformed`. */
export function decodeHeartbeat(message: Message): Heartbeat {
  const { node, started, age, said, floor, clients, every, kind } = objectIn(message, MOST_BYTES);
  if (kind !== 'hello' && kind !== 'here' && kind !== 'bye') throw new Malformed('no kind of heartbeat');
  return {
    node: idFrom(node),
    started: natural(started, 0),
    age: natural(age, 0),
    said: natural(said, 0),
    floor: natural(floor, 1),
    clients: natural(clients, 0),
    every: Math.min(natural(every, 1), LONGEST_PAUSE),
    kind,
  };
}

export function idFrom(value: unknown): string {
  const id = text(value);
  if (!isNodeId(id)) throw new Malformed('no node of this room');
  return id;
}
