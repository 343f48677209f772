import { expect, test } from '@jest/globals';
import { Checkpoint } from '../../src/nats/checkpoint.ts';

const state = (created: string, last: number) => ({ created, first: 1, last });

test('what was read is not wanted again', () => {
  const checkpoint = new Checkpoint(state('one', 9), 5);
  expect(checkpoint.position).toBe(5);
  checkpoint.read(7);
  checkpoint.read(6);
  expect(checkpoint.position).toBe(7);
});

test('what was there three looks ago was heard by now', () => {
  const checkpoint = new Checkpoint(state('one', 9), 5);
  const positions = [10, 20, 30, 40, 50].map((end) => {
    checkpoint.look(end);
    return checkpoint.position;
  });
  expect(positions).toEqual([5, 5, 5, 10, 20]);
});

test('all of another journal is wanted', () => {
  const checkpoint = new Checkpoint(state('one', 9), 5);
  for (const end of [6, 7, 8]) checkpoint.look(end);
  expect(checkpoint.isOf(state('one', 9))).toBe(true);
  expect(checkpoint.isOf(state('another', 9))).toBe(false);
  expect([checkpoint.isOf(state('another', 9)), checkpoint.position]).toEqual([true, 0]);
  checkpoint.look(9);
  expect(checkpoint.position).toBe(0);
  checkpoint.read(9);
  expect([checkpoint.isOf(state('another', 3)), checkpoint.position]).toEqual([false, 0]); // it was made anew
});
