import { expect, test } from '@jest/globals';
import { Ring } from '../../src/nats/ring.ts';

const startOf = (piece: Buffer | undefined) => piece?.byteOffset;

test('pieces lie one behind the other, and begin anew where there is no room for the next', () => {
  const ring = new Ring(10);
  expect(startOf(ring.take(4, undefined))).toBe(0);
  expect(startOf(ring.take(4, 0))).toBe(4);
  expect(startOf(ring.take(2, 0))).toBe(8);
  expect(ring.take(1, 0)).toBeUndefined();
  expect(startOf(ring.take(3, 4))).toBe(0);
  expect(ring.take(1, 4)).toBeUndefined();
  expect(startOf(ring.take(4, 8))).toBe(3);
  expect(startOf(ring.take(3, 3))).toBe(7);
});

test('a piece overlaps none that is still wanted, whatever their sizes', () => {
  const ring = new Ring(100);
  const wanted: Buffer[] = [];
  for (let round = 1; round < 5000; round++) {
    const length = 1 + ((round * 7919) % 37);
    let piece = ring.take(length, wanted[0]?.byteOffset);
    while (piece === undefined) {
      wanted.shift();
      piece = ring.take(length, wanted[0]?.byteOffset);
    }
    piece.fill(round);
    wanted.push(piece);
    for (const [index, each] of wanted.entries()) {
      const value = (round - wanted.length + 1 + index) & 0xff;
      if (each.some((byte) => byte !== value)) throw new Error(`overwritten in round ${round}`);
    }
  }
  expect(wanted.length).toBeGreaterThan(1);
});

test('there is room for a piece of all of it, where nothing is wanted, and for no larger one', () => {
  const ring = new Ring(10);
  ring.take(3, undefined);
  expect(ring.take(10, undefined)).toHaveLength(10);
  expect(ring.take(11, undefined)).toBeUndefined();
});
