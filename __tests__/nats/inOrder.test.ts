import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InOrder, type Numbered } from '../../src/nats/inOrder.ts';

const MANY = 1000;

function inOrder(mostHeld = MANY): InOrder<Numbered> {
  return new InOrder(mostHeld, ({ count }) => count);
}

const batch = (first: number, count = 1, floor = 1): Numbered => ({ first, count, floor });

describe('what a node says', () => {
  test('is handed on as it comes, from where it was first heard of', () => {
    const order = inOrder();
    expect(order.accept('a', batch(5, 2))).toEqual([batch(5, 2)]);
    expect(order.accept('a', batch(7))).toEqual([batch(7)]);
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
    expect(order.accept('b', batch(8))).toEqual([batch(8)]);
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
    order.tell('a', 3, 4);
    expect(order.hasHole('a')).toBe(false);
    order.tell('a', 5, 4);
    expect(order.holes).toEqual([{ origin: 'a', from: 4, to: 6, isFinal: false }]);
    order.tell('a', 5, 6);
    expect(order.holes).toEqual([{ origin: 'a', from: 4, to: 6, isFinal: true }]);
  });

  test('is given up, and what was held comes', () => {
    const order = inOrder();
    order.accept('a', batch(1));
    order.accept('a', batch(4, 2));
    order.tell('a', 5, 4);
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
    order.tell('a', 3, 1);
    expect(order.holes).toEqual([{ origin: 'a', from: 3, to: 4, isFinal: false }]);
    expect(order.accept('a', batch(4))).toEqual([]);
    expect(order.accept('a', batch(3))).toEqual([batch(3), batch(4)]);
  });
});

describe('a node that was never heard of', () => {
  test('begins at its first message, where that is known to be wanted', () => {
    const order = inOrder();
    order.newcomers = 'from the start';
    expect(order.accept('a', batch(3))).toEqual([]);
    expect(order.holes).toEqual([{ origin: 'a', from: 1, to: 3, isFinal: false }]);
    order.tell('b', 2, 3);
    order.tell('b', 2, 3);
    expect(order.holes).toContainEqual({ origin: 'b', from: 1, to: 3, isFinal: true });
  });

  test('begins with what it may still send, where that could not be heard before', () => {
    const order = inOrder();
    order.newcomers = 'later';
    order.tell('a', 3, 2);
    order.accept('a', batch(3, 1, 3));
    order.newcomers = 'from the floor';
    expect(order.accept('a', batch(1))).toEqual([]);
    expect(order.holes).toEqual([{ origin: 'a', from: 2, to: 4, isFinal: false }]);
    expect(order.accept('a', batch(2, 2))).toEqual([batch(2, 2)]);
    expect(order.accept('b', batch(5, 1, 4))).toEqual([]);
    expect(order.holes).toEqual([{ origin: 'b', from: 4, to: 5, isFinal: false }]);
  });

  test('is not placed until that is known', () => {
    const order = inOrder();
    order.newcomers = 'later';
    expect(order.accept('a', batch(3))).toEqual([]);
    order.tell('b', 9, 1);
    expect(order.hasHoles).toBe(false);
    expect(order.accept('a', batch(1), 'from the start')).toEqual([batch(1)]);
    order.newcomers = 'as they come';
    expect(order.accept('a', batch(2))).toEqual([batch(2)]);
    expect(order.accept('b', batch(10))).toEqual([batch(10)]);
    order.newcomers = 'from the start';
    expect(order.hasHoles).toBe(false);
  });

  test('has said in the past what was before that', () => {
    const order = inOrder();
    expect(order.isPast('a', 1)).toBe(true);
    order.accept('a', batch(5));
    expect([4, 5, 6].map((first) => order.isPast('a', first))).toEqual([true, false, false]);
  });

  test('is one again once it was forgotten', () => {
    const order = inOrder(1);
    order.accept('a', batch(1));
    order.accept('a', batch(3));
    order.forget('a');
    expect(order.accept('a', batch(9))).toEqual([batch(9)]);
    order.accept('b', batch(1));
    expect(order.accept('b', batch(3))).toEqual([]);
  });
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
      order.newcomers = 'from the start';
      expect(shuffled.flatMap((each) => order.accept('a', each) ?? [])).toEqual(batches);
      expect(order.hasHoles).toBe(false);
    }),
  );
});
