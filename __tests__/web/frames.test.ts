import { describe, expect, test } from '@jest/globals';
import { Batch } from '../../src/batch.ts';
import type { Delivery } from '../../src/events.ts';
import { framesOf, textFrame } from '../../src/web/frames.ts';
import { MemoryConnection } from '../support/memoryConnection.ts';
import { BINARY, plain } from '../support/rawWebSocket.ts';

function bytesOf(delivery: Delivery | undefined): Buffer {
  if (delivery === undefined) throw new Error('nothing is delivered');
  const { bytes, pieces } = framesOf(delivery);
  return pieces === undefined ? bytes : Buffer.concat(pieces);
}

function deliveryOf(...messages: Buffer[]): Delivery {
  return { bytes: Buffer.concat(messages), messages };
}

describe('the header says how long a message is', () => {
  test.each([
    [0, '8200'],
    [1, '8201'],
    [125, '827d'],
    [126, '827e007e'],
    [65535, '827effff'],
    [65536, '827f0000000000010000'],
  ])('%i bytes', (length, header) => {
    const message = Buffer.alloc(length, 'x');
    expect(bytesOf(deliveryOf(message))).toEqual(Buffer.concat([Buffer.from(header, 'hex'), message]));
  });

  test('a text is marked as one', () => {
    expect(textFrame('{"ä":1}').bytes).toEqual(Buffer.concat([Buffer.of(0x81, 8), Buffer.from('{"ä":1}')]));
  });
});

test('each message has a frame of its own, made once for all', () => {
  const delivery = deliveryOf(Buffer.from('a\n'), Buffer.from('bc\n'));
  expect(bytesOf(delivery)).toEqual(Buffer.concat([plain(BINARY, 'a\n'), plain(BINARY, 'bc\n')]));
  expect(framesOf(delivery).bytes).toBe(framesOf(delivery).bytes);
});

test('who spoke gets the frames of the others, which are not made anew', () => {
  const [alice, bob, carol] = [new MemoryConnection(), new MemoryConnection(), new MemoryConnection()];
  const batch = new Batch();
  const say = (speaker: MemoryConnection, ...texts: string[]) => {
    const messages = texts.map((text) => Buffer.from(text));
    batch.add({ bytes: Buffer.concat(messages), messages, speaker });
  };
  const long = 'y'.repeat(200);
  say(alice, 'a1\n');
  say(bob, 'b1\n', long);
  say(bob, 'b2\n');
  say(alice, 'a2\n', '', 'a3\n');
  const frames = (...texts: string[]) =>
    Buffer.concat(texts.map((text) => bytesOf(deliveryOf(Buffer.from(text)))));
  expect(bytesOf(batch.for(alice))).toEqual(frames('b1\n', long, 'b2\n'));
  expect(bytesOf(batch.for(bob))).toEqual(frames('a1\n', 'a2\n', '', 'a3\n'));
  expect(bytesOf(batch.for(carol))).toEqual(frames('a1\n', 'b1\n', long, 'b2\n', 'a2\n', '', 'a3\n'));
  const whole = framesOf(batch).bytes.buffer;
  for (const piece of framesOf(batch.for(bob) ?? batch).pieces ?? [Buffer.alloc(0)])
    expect(piece.buffer).toBe(whole);
});

test('a delivery in pieces of which there is no whole', () => {
  const messages = [Buffer.from('a'), Buffer.from('b')];
  expect(bytesOf({ ...deliveryOf(...messages), pieces: messages })).toEqual(
    Buffer.concat([plain(BINARY, 'a'), plain(BINARY, 'b')]),
  );
});
