import { Malformed, natural, objectFrom, text } from './wire.ts';
import { isNodeId } from './identity.ts';

/** What a node tells of itself, again and again. */
export interface Heartbeat {
  readonly node: string;
  /** When it started, in milliseconds since 1970, by its own clock. */
  readonly started: number;
  /** The number of the last message that it sent, and what it will not send again: see `InOrder`. */
  readonly said: number;
  readonly floor: number;
  /** How many clients it has. */
  readonly clients: number;
  /** Milliseconds until its next heartbeat. */
  readonly every: number;
  /** Whether it has just come, and wants to know who is there; or goes. */
  readonly kind: 'hello' | 'here' | 'bye';
}

export function encodeHeartbeat(heartbeat: Heartbeat): string {
  return JSON.stringify(heartbeat);
}

/** Throws `Malformed`. */
export function decodeHeartbeat(json: string): Heartbeat {
  const { node, started, said, floor, clients, every, kind } = objectFrom(json);
  if (kind !== 'hello' && kind !== 'here' && kind !== 'bye') throw new Malformed('no kind of heartbeat');
  return {
    node: idFrom(node),
    started: natural(started, 0),
    said: natural(said, 0),
    floor: natural(floor, 1),
    clients: natural(clients, 0),
    every: natural(every, 1),
    kind,
  };
}

export function idFrom(value: unknown): string {
  const id = text(value);
  if (!isNodeId(id)) throw new Malformed('no node of this room');
  return id;
}
