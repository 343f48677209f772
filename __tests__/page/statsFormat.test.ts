import { expect, test } from '@jest/globals';
import { bytes, count, duration } from '../../src/page/statsFormat.ts';

test.each([
  [count, 0, '0'],
  [count, 0.997, '1'],
  [count, 12.34, '12.3'],
  [count, 999, '999'],
  [count, 1234, '1.2K'],
  [count, 123_456, '123K'],
  [count, 1_310_000, '1.3M'],
  [duration, 0, '0 ms'],
  [duration, 0.094, '94 µs'],
  [duration, 1.234, '1.23 ms'],
  [duration, 1500, '1.5 s'],
  [bytes, 0, '0 B'],
  [bytes, 1023, '1,020 B'],
  [bytes, 1024, '1 KiB'],
  [bytes, 3.5 * 1024 * 1024, '3.5 MiB'],
  [bytes, 5000 * 1024 ** 3, '5,000 GiB'],
] as const)('%p of %d is %s', (format, value, expected) => {
  expect(format(value)).toBe(expected);
});
