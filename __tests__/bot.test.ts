import { expect, test } from '@jest/globals';
import { botConnection } from '../src/bot.ts';
import type { Delivery } from '../src/events.ts';
import { endOfTurn } from './support/turns.ts';

function delivery(...texts: string[]): Delivery {
  const messages = texts.map((text) => Buffer.from(text));
  return { bytes: Buffer.concat(messages), messages };
}

test('hears each message by its text, and says what reply returns as a line, not before everybody heard', async () => {
  const heard: string[] = [];
  const said: string[] = [];
  const bot = botConnection('echo', (text) => {
    heard.push(text);
    return text === 'quiet' ? undefined : text.toUpperCase();
  });
  bot.received$.subscribe((bytes) => said.push(bytes.toString()));
  bot.send(delivery('alice says: one', 'two\n', 'quiet'));
  expect(heard).toEqual(['one', 'two', 'quiet']);
  expect(said).toEqual([]);
  await endOfTurn();
  expect(said).toEqual(['echo says: ONE\n', 'echo says: TWO\n']);
});

test('a reply that throws ends its session with that error', async () => {
  const fault = new Error('out of words');
  const errors: unknown[] = [];
  const bot = botConnection('mute', () => {
    throw fault;
  });
  bot.received$.subscribe({ error: (error: unknown) => errors.push(error) });
  bot.send(delivery('hello', 'hello'));
  await endOfTurn();
  expect(errors).toEqual([fault]);
});

test('closed, it completes, and neither hears nor speaks', async () => {
  let heard = 0;
  let completed = false;
  const bot = botConnection('echo', () => {
    heard += 1;
    return 'what?';
  });
  const said: Buffer[] = [];
  bot.received$.subscribe({ next: (bytes) => said.push(bytes), complete: () => (completed = true) });
  bot.close();
  bot.send(delivery('hello'));
  await endOfTurn();
  expect(completed).toBe(true);
  expect(said).toEqual([]);
  expect(heard).toBe(0);
});

test('is called by its name from the start', () => {
  expect(botConnection('echo', () => undefined)).toMatchObject({ name: 'echo', address: 'memory', port: 0 });
});

test.each(['', ' ', 'a\nb', 'x'.repeat(65), 'a says: b', '<bot>', ' bot'])('cannot be called %j', (name) => {
  expect(() => botConnection(name, () => undefined)).toThrow('a bot cannot be named');
});
