import { describe, expect, test } from '@jest/globals';
import { NEVER } from 'rxjs';
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

test.each<[string, unknown, string]>([
  ['greeting', 5, 'a string, not 5'],
  ['greeting', Buffer.from('hi'), 'a string, not an object'],
  ['greeting', null, 'a string, not null'],
  ['framing', 'lines', 'one of auto, chunk, line, not "lines"'],
  ['framing', ['auto'], 'one of auto, chunk, line, not an array'],
  ['stripControl', 'yes', 'true or false, not "yes"'],
  ['stripControl', 1, 'true or false, not 1'],
  ['use', 'filter', 'an operator of rxjs, such as filter(…) or pipe(…), not "filter"'],
  ['use', NEVER, 'an operator of rxjs, such as filter(…) or pipe(…), not an object'],
  ['said$', 'x', 'an Observable of rxjs, not "x"'],
  ['said$', Promise.resolve('x'), 'an Observable of rxjs, not an object'],
  ['connections$', [], 'an Observable of rxjs, not an array'],
  ['connections$', () => NEVER, 'an Observable of rxjs, not a function'],
  ['stop$', 'x', 'an Observable of rxjs, not "x"'],
  ['stop$', Symbol('now'), 'an Observable of rxjs, not Symbol(now)'],
])('%s cannot be %p', (name, value, message) => {
  expect(() => chatSettings({ [name]: value })).toThrow(new OptionError(`${name} must be ${message}`));
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
    [{ said: true }, 'an object'],
    [[['said']], 'an array'],
    [null, 'null'],
    [['toString'], '"toString"'],
    ['said', '"said"'],
  ])('%j are none', (types, shown) => {
    const message = `events must be an array of listening, joined, named, said, spoke, fannedOut, askedWho, left, announced, reloaded, link, stats, not ${shown}`;
    expect(() => chatSettings({ events: types as readonly EventType[] })).toThrow(new OptionError(message));
  });
});
