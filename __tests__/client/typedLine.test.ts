import { expect, test } from '@jest/globals';
import { typedLine } from '../../src/client/typedLine.ts';

test.each([
  ['hello', { kind: 'say', text: 'hello' }],
  ['  indented /quit', { kind: 'say', text: '  indented /quit' }],
  ['/who', { kind: 'say', text: '/who:' }],
  ['/who:. ', { kind: 'say', text: '/who:' }],
  ['/quit ', { kind: 'quit' }],
  ['/help', { kind: 'help' }],
  ['/quit now', { kind: 'unknown', command: '/quit now' }],
  ['/etc/passwd', { kind: 'unknown', command: '/etc/passwd' }],
  ['//etc/passwd', { kind: 'say', text: '/etc/passwd' }],
  ['', { kind: 'nothing' }],
  [' \t', { kind: 'nothing' }],
])('%j', (line, typed) => {
  expect(typedLine(line)).toEqual(typed);
});
