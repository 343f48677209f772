import { describe, expect, test } from '@jest/globals';
import { OptionError } from '../src/errors.ts';
import { type EventType, USUAL_EVENTS } from '../src/events.ts';
import { chatSettings } from '../src/options.ts';

test('the defaults are those of the protocol', () => {
  expect(chatSettings({})).toMatchObject({
    greeting: 'Thank you for connecting',
    framing: 'auto',
    maxMessage: 65_536,
    maxHold: 100,
    rate: 0,
    whoBurst: 5,
    whoInterval: 1000,
    stripControl: false,
    statsInterval: undefined,
    events: new Set(USUAL_EVENTS),
  });
});

test('undefined is as good as left out', () => {
  expect(chatSettings({ greeting: undefined, use: undefined, events: undefined })).toEqual(chatSettings({}));
});

describe('events', () => {
  test.each<EventType[][]>([[[]], [['said']], [['left', 'joined']], [['said', 'said']]])(
    'are %j alone',
    (types) => {
      expect(chatSettings({ events: types }).events).toEqual(new Set(types));
    },
  );

  test.each([
    [['shouted'], '"shouted"'],
    [['said', ''], '""'],
    [['said', 7], '7'],
    [[undefined], 'undefined'],
    [{ said: true }, '[object Object]'],
    [['toString'], '"toString"'],
    ['said', '"said"'],
  ])('%j are none', (types, shown) => {
    const message = `events must be an array of listening, joined, named, said, spoke, askedWho, left, announced, reloaded, stats, not ${shown}`;
    expect(() => chatSettings({ events: types as readonly EventType[] })).toThrow(new OptionError(message));
  });
});
