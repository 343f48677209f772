import { expect, test } from '@jest/globals';
import { usageError } from '../src/usageError.ts';

test.each([
  [
    "error: unknown option '--prot'\n(Did you mean --port?)\n",
    "unknown option '--prot' (Did you mean --port?)",
  ],
  ['error: Give a size.\n', 'Give a size'],
  ["error: argument '\u001b[2J\u202e' is invalid", "argument '\\u001b[2J\\u202e' is invalid"],
])('%j is one line', (text, line) => {
  expect(usageError('talk-server', text, 'talk-server --help')).toBe(
    `talk-server: ${line}; see talk-server --help\n`,
  );
});
