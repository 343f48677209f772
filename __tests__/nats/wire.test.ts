import { describe, expect, test } from '@jest/globals';
import { headers as newHeaders, type MsgHdrs } from '@nats-io/transport-node';
import fc from 'fast-check';
import { decodeHeartbeat, encodeHeartbeat, type Heartbeat } from '../../src/nats/heartbeat.ts';
import {
  decodeBatch,
  describe as describeParts,
  encodeHeaders,
  Malformed,
  type Message,
} from '../../src/nats/wire.ts';
import { Speech } from '../../src/speech.ts';

const NODE = 'b-0123456789ab';
const alice = { id: 3, name: 'alice', address: '192.0.2.1', port: 1001 };
const bytes = Buffer.from('alice says: hi\na\nb\nto all');
const parts = [
  { client: alice, bytes: Buffer.from('alice says: hi\n'), count: 1, textStart: 5 },
  { client: alice, bytes: Buffer.from('a\nb\n'), count: 2, textStart: undefined },
  { client: undefined, bytes: Buffer.from('to all'), count: 1, textStart: 0 },
];

function headerWith(batch: unknown): MsgHdrs {
  const headers = newHeaders();
  headers.set('Talk-Batch', typeof batch === 'string' ? batch : JSON.stringify(batch));
  return headers;
}

test('a batch is what it was, and of the node that it came from', () => {
  const headers = encodeHeaders(NODE, 7, 5, describeParts(parts));
  expect(decodeBatch(NODE, { headers, data: bytes })).toEqual({
    first: 7,
    count: 4,
    floor: 5,
    bytes: 25,
    said: [
      new Speech(undefined, alice, Buffer.from('alice says: hi\n'), 1, 5, NODE),
      new Speech(undefined, alice, Buffer.from('a\nb\n'), 2, undefined, NODE),
      { type: 'announced', bytes: Buffer.from('to all'), text: 'to all', origin: NODE },
    ],
  });
});

describe('what no node sends', () => {
  const good = { first: 1, floor: 1, clients: [[1, 'a', 'x', 1]], parts: [[0, 25, 1]] };

  test('is told from what one does', () => {
    expect(decodeBatch(NODE, { headers: headerWith(good), data: bytes }).count).toBe(1);
    expect(() => decodeBatch(NODE, { data: bytes })).toThrow(Malformed);
    expect(() => decodeBatch(NODE, { headers: newHeaders(), data: bytes })).toThrow(Malformed);
  });

  test.each([
    ['no JSON', '{'],
    ['no object', 'null'],
    ['an array', []],
    ['no number', { ...good, first: '1' }],
    ['a number that cannot be counted from', { ...good, first: 2 ** 60 }],
    ['message 0', { ...good, first: 0 }],
    ['half a message', { ...good, parts: [[0, 25, 0.5]] }],
    ['a negative floor', { ...good, floor: -1 }],
    ['a floor above it', { ...good, floor: 2 }],
    ['more messages than bytes', { ...good, parts: [[0, 25, 26]] }],
    ['no parts', { ...good, parts: [] }],
    ['a part that is no array', { ...good, parts: [7] }],
    ['parts that are too long', { ...good, parts: [[0, 26, 1]] }],
    ['parts that are too short', { ...good, parts: [[0, 24, 1]] }],
    [
      'a part of nothing',
      {
        ...good,
        parts: [
          [0, 25, 1],
          [0, 0, 1],
        ],
      },
    ],
    ['a speaker who is not there', { ...good, parts: [[1, 25, 1]] }],
    ['a speaker before the first', { ...good, parts: [[-2, 25, 1]] }],
    ['a name that is no text', { ...good, clients: [[1, {}, 'x', 1]] }],
    ['a name without end', { ...good, clients: [[1, 'a'.repeat(257), 'x', 1]] }],
    ['a port that is none', { ...good, clients: [[1, 'a', 'x', null]] }],
  ])('%s', (_, batch) => {
    expect(() => decodeBatch(NODE, { headers: headerWith(batch), data: bytes })).toThrow(Malformed);
  });

  test('is malformed where its headers cannot be read', () => {
    const message = {
      data: bytes,
      get headers(): MsgHdrs {
        throw new Error("'header' ' ' is not a valid character");
      },
    };
    expect(() => decodeBatch(NODE, message)).toThrow(Malformed);
  });

  test('is nothing but malformed, whatever it is', () => {
    const whatever = fc.property(fc.json(), fc.uint8Array(), (json, data) => {
      try {
        decodeBatch(NODE, { headers: headerWith(json), data });
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
      }
    });
    expect(fc.check(whatever).failed).toBe(false);
  });
});

function received(json: string): Message {
  return { data: Buffer.from(json) };
}

describe('a heartbeat', () => {
  const heartbeat: Heartbeat = {
    node: NODE,
    started: 1,
    age: 7,
    said: 2,
    floor: 3,
    clients: 4,
    every: 2000,
    kind: 'hello',
  };

  test('is what it was', () => {
    expect(decodeHeartbeat(received(encodeHeartbeat(heartbeat)))).toEqual(heartbeat);
  });

  test('is short, whatever it tells: what is longer is not even read', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const node = `${'a'.repeat(64)}-0123456789ab`;
    const numbers = { started: most, age: most, said: most, floor: most, clients: most, every: 200_000 };
    const largest = { ...heartbeat, node, ...numbers };
    expect(decodeHeartbeat(received(encodeHeartbeat(largest)))).toEqual(largest);
    const longer = received(encodeHeartbeat(largest) + ' '.repeat(1024));
    expect(() => decodeHeartbeat(longer)).toThrow('more than any node sends here');
  });

  test('is one that comes soon', () => {
    expect(decodeHeartbeat(received(JSON.stringify({ ...heartbeat, every: 9e15 }))).every).toBe(200_000);
  });

  test.each([
    { node: 'b' },
    { node: 'b-0123456789AB' },
    { started: 'now' },
    { age: -1 },
    { said: -1 },
    { floor: 0 },
    { clients: 1.5 },
    { every: 0 },
    { kind: 'dead' },
  ])('with %j is none', (wrong) => {
    expect(() => decodeHeartbeat(received(JSON.stringify({ ...heartbeat, ...wrong })))).toThrow(Malformed);
  });
});
