import { describe, expect, test } from '@jest/globals';
import { OptionError } from '../src/errors.ts';
import type { EventType } from '../src/events.ts';
import { chatSettings, hostAddress, LIMITS, tcpSettings } from '../src/options.ts';

test('the defaults are those of the protocol', () => {
  expect(chatSettings({})).toMatchObject({
    greeting: 'Thank you for connecting',
    framing: 'auto',
    maxMessage: 65_536,
    maxHold: 100,
    events: new Set(['listening', 'joined', 'named', 'said', 'askedWho', 'left', 'announced']),
  });
  expect(tcpSettings({})).toEqual({
    port: 12_345,
    host: undefined,
    maxBacklog: 8_388_608,
    drainTimeout: 1000,
  });
});

test('undefined is as good as left out', () => {
  expect(tcpSettings({ port: undefined, host: undefined })).toEqual(tcpSettings({}));
  expect(chatSettings({ greeting: undefined, use: undefined, events: undefined })).toEqual(chatSettings({}));
});

test.each(Object.entries(LIMITS))(
  '%s takes what lies between its bounds, and nothing else',
  (name, limit) => {
    const settings = (value: unknown) => ({
      ...chatSettings({ [name]: value }),
      ...tcpSettings({ [name]: value }),
    });
    for (const value of [limit.min, limit.default, limit.max])
      expect(settings(value)).toMatchObject({ [name]: value });
    for (const value of [limit.min - 1, limit.max + 1, limit.min + 0.5, NaN, Infinity, '1']) {
      expect(() => settings(value)).toThrow(OptionError);
    }
    expect(() => settings(NaN)).toThrow(
      `${name} must be a whole number from ${limit.min} to ${limit.max} (${limit.unit}), not NaN`,
    );
  },
);

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
    const message = `events must be an array of listening, joined, named, said, askedWho, left, announced, not ${shown}`;
    expect(() => chatSettings({ events: types as readonly EventType[] })).toThrow(new OptionError(message));
  });
});

describe('host', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '::1'],
    ['[::1]', '::1'],
    ['localhost', 'localhost'],
  ])('%s is %s', (host, address) => {
    expect(hostAddress(host)).toBe(address);
  });

  test.each(['', '[]', ' ', 'a b', '127.0.0.1\n'])('%j is none', (host) => {
    expect(() => hostAddress(host)).toThrow(
      'host must be an address or a host name; leave it out to listen on all',
    );
  });
});
