import { expect, test } from '@jest/globals';
import { WhoAnswers } from '../../src/client/whoAnswers.ts';

const HEADER = '2 clients connected.';
const ROWS = ['alice connected from 127.0.0.1, 5.', '<unknown> connected from ::1, 6.'];

function heard(answers: WhoAnswers, ...texts: string[]): boolean[] {
  return texts.map((text) => answers.isAnswer(text));
}

test('an answer is as many lines as it says, and those of a long or large room', () => {
  const answers = new WhoAnswers();
  answers.ask();
  expect(heard(answers, HEADER, ...ROWS, ROWS[0] ?? '')).toEqual([true, true, true, false]);
  answers.ask();
  expect(heard(answers, HEADER, 'And 2 more.', '1 of 2 servers answered.')).toEqual([true, true, true]);
});

test('what nobody has asked for is talk', () => {
  expect(heard(new WhoAnswers(), HEADER, ...ROWS)).toEqual([false, false, false]);
});

test('an answer is over where something else comes', () => {
  const answers = new WhoAnswers();
  answers.ask();
  expect(heard(answers, 'hello', HEADER, 'hello', ...ROWS)).toEqual([false, true, false, false, false]);
});
