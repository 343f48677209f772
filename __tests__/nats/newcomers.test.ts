import { describe, expect, test } from '@jest/globals';
import { InOrder, type Numbered } from '../../src/nats/inOrder.ts';
import { Newcomers } from '../../src/nats/newcomers.ts';

const JOINED = 10_000;
const OLDER = 5000;
const YOUNGER = 10;

/** A node that is one of the room since `JOINED`, at a time shortly after. */
function member(): { order: InOrder<Numbered>; newcomers: Newcomers<Numbered> } {
  const order = new InOrder<Numbered>(1000, ({ count }) => count);
  const newcomers = new Newcomers(order, () => JOINED + 100);
  newcomers.join(JOINED);
  newcomers.join(JOINED + 50); // the first time counts
  return { order, newcomers };
}

const batch = (first: number, floor = first): Numbered => ({ first, count: 1, floor });
const told = { said: 5, floor: 3 };

/** What is missing before `batch(7, 3)` of a younger one. */
const HOLE = { origin: 'younger', from: 3, to: 7, isFinal: false };

/** The number of the first message that is missing, where one is. */
const missing = (order: InOrder<Numbered>) => order.holes[0]?.from;

describe('a node that has just come', () => {
  test('wants of older ones what they say from now on, and of younger ones all', () => {
    const { order, newcomers } = member();
    newcomers.introduce('older', told, OLDER);
    expect(order.hasHoles).toBe(false);
    newcomers.introduce('younger', told, YOUNGER);
    expect(missing(order)).toBe(1);
  });

  test('wants what it hears of somebody who has not told of itself yet', () => {
    const { order, newcomers } = member();
    newcomers.meet('older', batch(7), 'link');
    expect(order.accept('older', batch(7))).toEqual([batch(7)]);
  });
});

describe('a node that was away', () => {
  test('wants what is in the journal, and then what older ones may still send, and all of younger ones', () => {
    const { order, newcomers } = member();
    newcomers.readFirst();
    newcomers.introduce('older', told, OLDER);
    newcomers.introduce('older', { said: 9, floor: 8 }, OLDER);
    newcomers.introduce('younger', told, YOUNGER);
    newcomers.meet('older', batch(10), 'link');
    expect(order.accept('older', batch(10))).toBeUndefined();
    newcomers.meet('read', batch(4, 2), 'journal');
    expect(order.accept('read', batch(4, 2))).toEqual([]);
    newcomers.settle();
    expect(order.holes.map(({ origin, from, to }) => [origin, from, to])).toEqual([
      ['read', 2, 4],
      ['older', 3, 10],
      ['younger', 1, 6],
    ]);
  });

  test('has read of a younger one what is not its first', () => {
    const { order, newcomers } = member();
    newcomers.readFirst();
    newcomers.introduce('younger', told, YOUNGER);
    newcomers.meet('younger', batch(3), 'journal');
    expect(order.accept('younger', batch(3))).toEqual([]);
    expect(missing(order)).toBe(1);
  });

  test('waits for somebody to tell of itself, where it can read what it said', () => {
    const { order, newcomers } = member();
    newcomers.rely({ onJournal: true });
    newcomers.readFirst();
    newcomers.settle();
    newcomers.meet('younger', batch(7), 'link');
    expect(order.has('younger')).toBe(false);
    newcomers.introduce('younger', { said: 7, floor: 8 }, YOUNGER);
    expect(missing(order)).toBe(1);
    newcomers.meet('older', batch(7), 'link');
    newcomers.meet('older', batch(8), 'link');
    newcomers.introduce('older', { said: 8, floor: 9 }, OLDER);
    expect(order.holes[1]).toEqual({ origin: 'older', from: 7, to: 9, isFinal: true });
    newcomers.rely({ onJournal: false });
    newcomers.meet('other', batch(7), 'link');
    expect(order.accept('other', batch(7))).toEqual([batch(7)]);
  });

  test('is told how much is lost of a younger one of which it read before that told of itself', () => {
    const { order, newcomers } = member();
    newcomers.rely({ onJournal: true });
    newcomers.readFirst();
    for (const origin of ['younger', 'older']) {
      newcomers.meet(origin, batch(608), 'journal');
      expect(order.accept(origin, batch(608))).toEqual([batch(608)]);
    }
    newcomers.settle();
    expect(newcomers.introduce('younger', { said: 608, floor: 608 }, YOUNGER)).toBe(607);
    expect(newcomers.introduce('younger', { said: 609, floor: 608 }, YOUNGER)).toBe(0);
    expect(newcomers.introduce('older', { said: 608, floor: 608 }, OLDER)).toBe(0);
  });

  test('is told so, whether or not what that may still have sent was given up', () => {
    const { order, newcomers } = member();
    newcomers.readFirst();
    newcomers.meet('younger', batch(7, 3), 'journal');
    order.accept('younger', batch(7, 3));
    expect(order.holes).toMatchObject([HOLE]);
    expect(order.giveUp(HOLE)).toEqual({ lost: 0, released: [batch(7, 3)] });
    expect(newcomers.introduce('younger', { said: 7, floor: 8 }, YOUNGER)).toBe(6);
  });

  test('is told so before what that may still have sent is given up', () => {
    const { order, newcomers } = member();
    newcomers.readFirst();
    newcomers.meet('younger', batch(7, 3), 'journal');
    order.accept('younger', batch(7, 3));
    expect(newcomers.introduce('younger', { said: 7, floor: 8 }, YOUNGER)).toBe(2);
    expect(order.giveUp(HOLE)).toEqual({ lost: 4, released: [batch(7, 3)] });
    expect(order.hasHoles).toBe(false);
  });

  test('places those who come later at once', () => {
    const { order, newcomers } = member();
    newcomers.readFirst();
    newcomers.settle();
    newcomers.introduce('older', told, OLDER);
    expect(missing(order)).toBe(3);
  });
});

test('of a known node it is merely told what it has said', () => {
  const { order, newcomers } = member();
  newcomers.introduce('a', told, OLDER);
  newcomers.introduce('a', { said: 7, floor: 7 }, OLDER);
  newcomers.meet('a', batch(8), 'link');
  expect(order.holes).toEqual([{ origin: 'a', from: 6, to: 8, isFinal: false }]);
});
