import { expect, test } from '@jest/globals';
import { fromEnvironment, misspelled } from '../../src/configuration/environment.ts';
import type { OptionRow } from '../../src/configuration/optionRow.ts';
import { SERVER } from '../../src/optionTable.ts';

const rowOf = (flag: string): OptionRow => {
  const row = SERVER.settings.find((each) => each.flag === flag);
  if (row === undefined) throw new Error(`no ${flag}`);
  return row;
};

test.each([
  ...['1', 'true', 'yes', 'on', 'TRUE', 'On'].map((text) => [text, true] as const),
  ...['0', 'false', 'no', 'off', 'NO'].map((text) => [text, false] as const),
  ['', undefined] as const,
])('TALK_VERBOSE=%s is %p', (text, value) => {
  expect(fromEnvironment(SERVER, rowOf('--verbose'), { TALK_VERBOSE: text })).toBe(value);
});

test('a variable with nothing in it is none, but for an option that may be empty', () => {
  const empty = Object.fromEntries(
    SERVER.settings.map(({ flag }) => [`TALK_${flag.slice(2).replaceAll('-', '_').toUpperCase()}`, '']),
  );
  const set = SERVER.settings.filter((row) => fromEnvironment(SERVER, row, empty) !== undefined);
  expect(set.map(({ flag }) => flag)).toEqual(['--greeting']);
  expect(fromEnvironment(SERVER, rowOf('--greeting'), empty)).toBe('');
});

test.each([
  [
    '--verbose',
    'TALK_VERBOSE',
    '2',
    'TALK_VERBOSE: must be 1, true, yes or on, or 0, false, no or off, not "2"',
  ],
  ['--port', 'TALK_PORT', 'abc', 'TALK_PORT: must be a whole number from 0 to 65535, not "abc"'],
  [
    ...['--port', 'TALK_PORT', 'tcp://10.0.0.1:12345'],
    'TALK_PORT: must be a whole number from 0 to 65535, not "tcp://10.0.0.1:12345" (Kubernetes set it: say enableServiceLinks: false)',
  ],
  ['--framing', 'TALK_FRAMING', 'lines', 'TALK_FRAMING: must be auto, chunk or line, not "lines"'],
  ['--room', 'TALK_ROOM', 'a.b', 'TALK_ROOM: room must be 1 to 64 letters, digits, - and _, not "a.b"'],
  [
    ...['--http-origin', 'TALK_HTTP_ORIGIN', 'https://a/'],
    'TALK_HTTP_ORIGIN: an origin must be such as https://chat.example.org, with nothing behind it, not "https://a/"',
  ],
  [
    ...['--http-host', 'TALK_HTTP_HOST', 'a b'],
    'TALK_HTTP_HOST: must be an address or a host name, such as 127.0.0.1, not "a b"',
  ],
])('%s: %s=%s is refused', (flag, name, text, message) => {
  expect(() => fromEnvironment(SERVER, rowOf(flag), { [name]: text })).toThrow(message);
});

test('only what is nearly the name of a variable is told', async () => {
  const environment = {
    ...{ TALK_MAX_CLIENT: '1', TALK_VERBOS: '1', TALK_CONFG: 'a', TALK_NATS_PASSWORT: 'x', TALK_PORT: '1' },
    ...{
      TALK_SERVICE_HOST: '10.0.0.1',
      TALK_PORT_12345_TCP: 'tcp://…',
      TALK_TEST_TOOLS: 'required',
      TALK_NAME: 'me',
    },
    ...{ TALKMAXCLIENTS: '', PATH: '' },
  };
  expect(await misspelled(SERVER, environment)).toEqual([
    'TALK_MAX_CLIENT is not read (Did you mean TALK_MAX_CLIENTS?)',
    'TALK_VERBOS is not read (Did you mean TALK_VERBOSE?)',
    'TALK_CONFG is not read (Did you mean TALK_CONFIG?)',
    'TALK_NATS_PASSWORT is not read (Did you mean TALK_NATS_PASSWORD?)',
  ]);
});
