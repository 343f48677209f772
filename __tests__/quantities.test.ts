import { expect, test } from '@jest/globals';
import { bytesFrom, bytesText, millisecondsFrom, millisecondsText } from '../src/quantities.ts';

test.each([
  ['0', 0],
  ['65536', 65_536],
  ['64k', 65_536],
  ['64K', 65_536],
  ['8m', 8_388_608],
  ['1g', 1_073_741_824],
  ...['', 'k', '-1', '1.5m', '1e3', '0x10', ' 1', '1 k', '1kb', '1s', '١', '1toString'].map(
    (text) => [text, NaN] as const,
  ),
])('%j is %d bytes', (text, bytes) => {
  expect(bytesFrom(text)).toBe(bytes);
});

test.each([
  ['0', 0],
  ['500ms', 500],
  ['10s', 10_000],
  ['10', 10_000],
  ['2m', 120_000],
  ['1h', 3_600_000],
  ['1H', 3_600_000],
  ...['', 's', '-1s', '1.5s', '1d', '1k', '1s ', '1constructor'].map((text) => [text, NaN] as const),
])('%j is %d milliseconds', (text, milliseconds) => {
  expect(millisecondsFrom(text)).toBe(milliseconds);
});

test.each([
  [0, '0', '0'],
  [1, '1', '1ms'],
  [1000, '1000', '1s'],
  [1024, '1k', '1024ms'],
  [90_000, '90000', '90s'],
  [120_000, '120000', '2m'],
  [8_388_608, '8m', '8388608ms'],
])('%d as bytes is %s, as milliseconds %s', (value, bytes, milliseconds) => {
  expect([bytesText(value), millisecondsText(value)]).toEqual([bytes, milliseconds]);
});
