import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { from, lastValueFrom, toArray } from 'rxjs';
import { stripControl } from '../../src/operators/stripControl.ts';
import { marbles } from '../support/marbles.ts';

const on = { stripControl: true };

async function stripped(...chunks: (string | readonly number[])[]): Promise<Buffer[]> {
  const buffers = chunks.map((chunk) => Buffer.from(chunk as string));
  return await lastValueFrom(from(buffers).pipe(stripControl(on), toArray()));
}

describe('takes out', () => {
  test.each([
    ['escape sequences', '\u001b[31mred\u001b[0m', '[31mred[0m'],
    ['NUL, BEL, BS, CR and DEL', 'a\0b\u0007c\bd\r\ne\u007ff', 'abcd\nef'],
    ['C1 as UTF-8', 'a\u0080b\u009b2Jc\u009fd', 'ab2Jcd'],
    ['C1 for terminals without UTF-8', [0x61, 0x9b, 0x32, 0x4a], 'a2J'],
  ])('%s', async (_, chunk, rest) => {
    expect(Buffer.concat(await stripped(chunk)).toString()).toBe(rest);
  });

  test('a chunk of which nothing is left is none', async () => {
    expect(await stripped('\u001b\r', '', 'a')).toEqual([Buffer.alloc(0), Buffer.from('a')]);
  });
});

describe('leaves', () => {
  test.each([
    ['tab and newline', 'a\tb\n'],
    ['letters of every length', 'é Ā ü Ä ߿ ࠀ € 🎉 \u00a0\u00ad'],
    ['marks that are no controls', '\u202e\u2028\ufeff'],
    ['what is not UTF-8', [0xff, 0xfe, 0xc0, 0xaf, 0xe2, 0x28, 0xa1]],
  ])('%s', async (_, chunk) => {
    expect(Buffer.concat(await stripped(chunk))).toEqual(Buffer.from(chunk as string));
  });

  test('a plain chunk untouched', async () => {
    const chunk = Buffer.from('alice says: hello\n');
    const [passed] = await lastValueFrom(from([chunk]).pipe(stripControl(on), toArray()));
    expect(passed).toBe(chunk);
  });

  test('everything, where it is not wanted', async () => {
    const chunk = Buffer.from('\u001b\u009b');
    const passed = await lastValueFrom(from([chunk]).pipe(stripControl({ stripControl: false }), toArray()));
    expect(passed[0]).toBe(chunk);
  });
});

test('however text is cut, only its controls go', async () => {
  const text = fc.array(
    fc.constantFrom('a', '\n', '\u001b', '\u0080', '\u009b', 'Ä', 'é', '€', '🎉', '\0', 'Â'),
  );
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(40)), async (characters, cuts) => {
      const whole = Buffer.from(characters.join(''));
      const ends = [...cuts.filter((cut) => cut < whole.length).sort((a, b) => a - b), whole.length];
      const chunks = ends.map((end, index) => whole.subarray(ends[index - 1] ?? 0, end));
      const passed = await lastValueFrom(from(chunks).pipe(stripControl(on), toArray()));
      const kept = characters.filter((character) => !/^[\0\u001b\u0080\u009b]$/.test(character));
      expect(Buffer.concat(passed).toString()).toBe(kept.join(''));
    }),
  );
});

test('the first half of a character comes with its end, or with the end of all', async () => {
  expect(await stripped([0x61, 0xc2], [0xa9])).toEqual([Buffer.from('a'), Buffer.from('©')]);
  expect(await stripped([0xc2])).toEqual([Buffer.of(0xc2)]);
});

test('never, empty, error, early unsubscribe', () => {
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    expectObservable(hot<Buffer>('---').pipe(stripControl(on))).toBe('---');
    expectObservable(hot<Buffer>('--|').pipe(stripControl(on))).toBe('--|');
    expectObservable(hot<Buffer>('--#').pipe(stripControl(on))).toBe('--#');
    const values = { a: Buffer.from('a') };
    const source$ = hot('-a-a', values);
    expectObservable(source$.pipe(stripControl(on)), '^-!').toBe('-a', values);
    expectSubscriptions(source$.subscriptions).toBe('^-!');
  });
});
