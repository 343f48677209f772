import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InOrder, type Numbered } from '../../src/nats/inOrder.ts';

const MANY = 1000;

/** Knows two nodes, from their first message on. */
function inOrder(mostHeld = MANY): InOrder<Numbered> {
  const order = new InOrder<Numbered>(mostHeld, ({ count }) => count);
  for (const node of ['a', 'b']) order.begin(node, { said: 0, floor: 1 }, 'first');
  return order;
}

const batch = (first: number, count = 1, floor = 1): Numbered => ({ first, count, floor });

describe('what a node says', () => {
  test('is handed on as it comes', () => {
    const order = inOrder();
    expect(order.accept('a', batch(1, 2))).toEqual([batch(1, 2)]);
    expect(order.accept('a', batch(3))).toEqual([batch(3)]);
    expect(order.accept('b', batch(1))).toEqual([batch(1)]);
    expect(order.hasHoles).toBe(false);
  });

  test('is ignored where it came before', () => {
    const order = inOrder();
    order.accept('a', batch(1, 3));
    expect(order.accept('a', batch(1, 3))).toEqual([]);
    expect(order.accept('a', batch(2))).toEqual([]);
    expect(order.hasHoles).toBe(false);
  });

  test('is held until what is before it has come', () => {
    const order = inOrder();
    order.accept('a', batch(1));
    expect(order.accept('a', batch(4))).toEqual([]);
    expect(order.accept('a', batch(3))).toEqual([]);
    expect(order.hasHole('a')).toBe(true);
    expect(order.holes).toEqual([{ origin: 'a', from: 2, to: 3, isFinal: false }]);
    expect(order.accept('a', batch(2))).toEqual([batch(2), batch(3), batch(4)]);
    expect(order.hasHoles).toBe(false);
  });

  test('is held for no other node', () => {
    const order = inOrder();
    order.accept('a', batch(1));
    order.accept('a', batch(3));
    expect(order.accept('b', batch(1))).toEqual([batch(1)]);
  });

  test('is let go where there is no room to hold it, to come again', () => {
    const order = inOrder(3);
    order.accept('a', batch(1));
    expect(order.accept('a', batch(3, 3))).toEqual([]);
    expect(order.accept('a', batch(6))).toBeUndefined();
    expect(order.accept('a', batch(2))).toEqual([batch(2), batch(3, 3)]);
    expect(order.holes).toEqual([{ origin: 'a', from: 6, to: 7, isFinal: false }]);
    expect(order.accept('a', batch(7))).toEqual([]);
    expect(order.accept('a', batch(6))).toEqual([batch(6), batch(7)]);
  });
});

describe('what is missing', () => {
  test('shows by what the node tells that it has said', () => {
    const order = inOrder();
    order.accept('a', batch(1, 3));
    order.announce('a', { said: 3, floor: 4 });
    expect(order.hasHole('a')).toBe(false);
    order.announce('a', { said: 5, floor: 4 });
    expect(order.holes).toEqual([{ origin: 'a', from: 4, to: 6, isFinal: false }]);
    order.announce('a', { said: 5, floor: 6 });
    expect(order.holes).toEqual([{ origin: 'a', from: 4, to: 6, isFinal: true }]);
  });

  test('is given up, and what was held comes', () => {
    const order = inOrder();
    order.accept('a', batch(1));
    order.accept('a', batch(4, 2));
    order.announce('a', { said: 5, floor: 4 });
    const [hole] = order.holes;
    expect(hole).toEqual({ origin: 'a', from: 2, to: 4, isFinal: true });
    expect(hole && order.giveUp(hole)).toEqual({ lost: 2, released: [batch(4, 2)] });
    expect(order.accept('a', batch(2))).toEqual([]);
  });

  test('is given up but for what has come meanwhile', () => {
    const order = inOrder();
    order.accept('a', batch(1));
    order.accept('a', batch(4));
    const [hole] = order.holes;
    order.accept('a', batch(2));
    expect(hole && order.giveUp(hole)).toEqual({ lost: 1, released: [batch(4)] });
    expect(hole && order.giveUp(hole)).toEqual({ lost: 0, released: [] });
  });

  test('is not believed of somebody who lied, as soon as the node tells better', () => {
    const order = inOrder(3);
    order.accept('a', batch(1));
    order.accept('a', batch(1e15, 3, 1e15));
    expect(order.accept('a', batch(3))).toBeUndefined();
    expect(order.accept('a', batch(2))).toEqual([batch(2)]);
    order.announce('a', { said: 3, floor: 1 });
    expect(order.holes).toEqual([{ origin: 'a', from: 3, to: 4, isFinal: false }]);
    expect(order.accept('a', batch(4))).toEqual([]);
    expect(order.accept('a', batch(3))).toEqual([batch(3), batch(4)]);
  });
});

describe('a node that was never heard of', () => {
  test.each([
    ['first', 2],
    ['floor', 0],
  ] as const)('begins at its %s, and is missed from there on: %d', (beginning, lost) => {
    const order = new InOrder<Numbered>(MANY, ({ count }) => count);
    order.begin('a', { said: 0, floor: 1 }, beginning);
    order.accept('a', batch(3));
    order.accept('a', batch(5));
    const [first] = order.holes;
    expect(first && order.giveUp(first)).toEqual({ lost, released: [batch(3)] });
    const [then] = order.holes;
    expect(then && order.giveUp(then)).toEqual({ lost: 1, released: [batch(5)] });
  });

  test('says nothing that is wanted until it has begun', () => {
    const order = new InOrder<Numbered>(MANY, ({ count }) => count);
    expect(order.accept('a', batch(1))).toBeUndefined();
    order.announce('a', { said: 3, floor: 1 });
    expect([order.has('a'), order.hasHoles]).toEqual([false, false]);
  });

  test.each([
    ['first', 1],
    ['floor', 3],
    ['now', 6],
  ] as const)('begins at its %s', (beginning, next) => {
    const order = new InOrder<Numbered>(MANY, ({ count }) => count);
    order.begin('a', { said: 5, floor: 3 }, beginning);
    order.announce('a', { said: 7, floor: 3 });
    expect(order.holes).toEqual([{ origin: 'a', from: next, to: 8, isFinal: false }]);
    expect([next - 1, next].map((first) => order.isPast('a', first))).toEqual([true, false]);
    expect(order.isPast('b', 1)).toBe(true);
  });

  test('is lost where it was said after what was given up without a loss', () => {
    const order = new InOrder<Numbered>(MANY, ({ count }) => count);
    order.begin('c', { said: 9, floor: 5 }, 'floor');
    expect(order.giveUp({ origin: 'c', from: 5, to: 10, isFinal: true }).lost).toBe(0);
    order.announce('c', { said: 12, floor: 13 });
    expect(order.giveUp({ origin: 'c', from: 10, to: 13, isFinal: true }).lost).toBe(3);
    expect(order.owe('c')).toBe(9);
  });

  test('is one again once it was forgotten', () => {
    const order = inOrder(1);
    order.accept('a', batch(1));
    order.accept('a', batch(3));
    order.forget('a');
    expect(order.has('a')).toBe(false);
    order.begin('b', { said: 0, floor: 1 }, 'first');
    expect(order.accept('b', batch(3))).toEqual([]);
  });
});

test('holes are found among more that is held than a call has arguments', () => {
  const order = inOrder(1e6);
  for (let first = 3; first < 200_000; first += 2) order.accept('a', batch(first));
  expect(order.holes).toEqual([{ origin: 'a', from: 1, to: 3, isFinal: false }]);
});

test('in whatever order it comes, and however often, each comes once and in order', () => {
  const coming = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 20 }).chain((counts) => {
    let next = 1;
    const batches = counts.map((count) => {
      next += count;
      return batch(next - count, count);
    });
    const shuffled = fc.shuffledSubarray([...batches, ...batches], { minLength: batches.length * 2 });
    return fc.record({ batches: fc.constant(batches), shuffled });
  });
  fc.assert(
    fc.property(coming, ({ batches, shuffled }) => {
      const order = inOrder();
      expect(shuffled.flatMap((each) => order.accept('a', each) ?? [])).toEqual(batches);
      expect(order.hasHoles).toBe(false);
    }),
  );
});
