import { describe, expect, test } from '@jest/globals';
import { History } from '../src/history.ts';

const messages = (...texts: string[]) => ({ messages: texts.map((text) => Buffer.from(text)) });

function told(history: History): string[] | undefined {
  return history.delivery?.messages.map(String);
}

describe('the history', () => {
  test('is the newest messages, oldest first, as one delivery', () => {
    const history = new History({ history: 3, historySize: 100 });
    history.add(messages('a\n', 'b\n'));
    history.add(messages('c\n', 'd\n'));
    expect(told(history)).toEqual(['b\n', 'c\n', 'd\n']);
    expect(history.delivery?.bytes).toEqual(Buffer.from('b\nc\nd\n'));
  });

  test('is no longer than so many bytes together', () => {
    const history = new History({ history: 10, historySize: 5 });
    history.add(messages('one', 'two', 'x'));
    expect(told(history)).toEqual(['two', 'x']);
    history.add(messages('much too long'));
    expect(told(history)).toBeUndefined();
    history.add(messages('four'));
    expect(told(history)).toEqual(['four']);
  });

  test('is nothing for nobody, before anything was said, and where none is wanted', () => {
    const none = new History({ history: 0, historySize: 100 });
    none.add({
      get messages(): readonly Buffer[] {
        throw new Error('taken apart for nothing');
      },
    });
    expect(none.delivery).toBeUndefined();
    expect(new History({ history: 1, historySize: 100 }).delivery).toBeUndefined();
  });

  test('has what was said before in front, as far as there is room', () => {
    const history = new History({ history: 3, historySize: 100 });
    history.add(messages('new'));
    history.addBefore(messages('oldest', 'older', 'old').messages);
    expect(told(history)).toEqual(['older', 'old', 'new']);
  });

  test('is one delivery for all who come, until something else is said', () => {
    const history = new History({ history: 3, historySize: 100 });
    history.add(messages('a'));
    const { delivery } = history;
    expect(history.delivery).toBe(delivery);
    history.add(messages('b'));
    expect(told(history)).toEqual(['a', 'b']);
    expect(delivery?.messages.map(String)).toEqual(['a']);
    history.addBefore(messages('0').messages);
    expect(told(history)).toEqual(['0', 'a', 'b']);
  });

  test('goes on for ever', () => {
    const history = new History({ history: 3, historySize: 100 });
    for (let count = 0; count < 1000; count++) history.add(messages(String(count)));
    expect(told(history)).toEqual(['997', '998', '999']);
  });

  test('keeps copies, so that what was read is free', () => {
    const read = Buffer.from('hello');
    const history = new History({ history: 1, historySize: 100 });
    history.add({ messages: [read] });
    read.fill(0);
    expect(told(history)).toEqual(['hello']);
  });
});
