import { describe, expect, test } from '@jest/globals';
import { type Pack, Packer } from '../../src/nats/packer.ts';
import type { Part } from '../../src/nats/wire.ts';

const KIB = 1024;
const alice = { id: 1, name: 'alice', address: '192.0.2.1', port: 1001 };

function part(text: string, client = alice): Part {
  return { client, bytes: Buffer.from(text), count: 1, textStart: undefined };
}

/** All packs that these parts make. */
function packed(packer: Packer, parts: readonly Part[]): readonly Pack[] {
  const packs = parts.flatMap((each) => [...packer.add(each)]);
  const rest = packer.take();
  return rest === undefined ? packs : [...packs, rest];
}

const textOf = ({ parts }: Pack): string => parts.map(({ bytes }) => String(bytes)).join('');

describe('what is said', () => {
  test('is gathered until it is taken', () => {
    const packer = new Packer();
    expect([...packer.add(part('a')), ...packer.add(part('')), ...packer.add(part('b'))]).toEqual([]);
    expect(packer.size).toBeGreaterThan(2);
    expect(packer.take()).toMatchObject({
      count: 2,
      length: 2,
      description: '"clients":[[1,"alice","192.0.2.1",1001]],"parts":[[0,1,1],[0,1,1]]',
    });
    expect([packer.take(), packer.size]).toEqual([undefined, 0]);
  });

  test('is a pack as soon as it is much', () => {
    const packs = packed(
      new Packer(),
      Array.from({ length: 10 }, () => part('x'.repeat(60 * KIB))),
    );
    expect(packs.map(({ length }) => length / KIB)).toEqual([300, 300]);
  });

  test('is cut where it is longer than travels at once', () => {
    const packs = packed(new Packer(), [part('x'.repeat(600 * KIB))]);
    expect(packs.map(({ length }) => length / KIB)).toEqual([512, 88]);
  });
});

describe('the description', () => {
  test.each([
    ['many speakers', (number: number) => `student${number}`],
    ['one that has another name in each line', (number: number) => String(number).padStart(64, '\u{1f642}')],
    ['names that JSON makes longer', (number: number) => String(number).padStart(64, '"')],
    ['halves of characters', (number: number) => String(number).padStart(64, '\ud83d')],
  ])('is never more than the journal takes: %s', (_, name) => {
    const parts = Array.from({ length: 3000 }, (_, number) =>
      part(`${number}\n`, { ...alice, id: 1e9 + number, name: name(number), address: 'fe80:'.repeat(8) }),
    );
    const packs = packed(new Packer(), parts);
    expect(packs.map(textOf).join('')).toBe(parts.map(({ bytes }) => String(bytes)).join(''));
    for (const { description } of packs) expect(Buffer.byteLength(description)).toBeLessThan(50 * KIB);
  });

  test('names each speaker once', () => {
    const parts = Array.from({ length: 1000 }, () => part('hi\n'));
    expect(packed(new Packer(), parts)).toHaveLength(1);
  });
});

test('with its description, a pack is what a broker takes that takes little', () => {
  const packer = new Packer();
  packer.fit(4 * KIB);
  const parts = Array.from({ length: 100 }, (_, number) => part('hello\n', { ...alice, id: number }));
  const packs = packed(packer, [part('x'.repeat(5 * KIB)), ...parts]);
  const sizes = packs.map(({ length, description }) => length + Buffer.byteLength(description));
  expect(Math.max(...sizes)).toBeLessThan(4 * KIB - 200);
});
