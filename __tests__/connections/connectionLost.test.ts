import { expect, test } from '@jest/globals';
import { connectionLost } from '../../src/connections/connectionLost.ts';
import { ConnectionLost } from '../../src/errors.ts';

test.each([
  ['ECONNRESET', 'reset'],
  ['EPIPE', 'reset'],
  ['ETIMEDOUT', 'reset'],
  ['EHOSTUNREACH', 'reset'],
  ['ENOBUFS', 'error'],
  [undefined, 'error'],
])('%s is the reason %s', (code, reason) => {
  const cause = Object.assign(new Error('it broke'), { code });
  expect(connectionLost(cause)).toMatchObject({ reason, message: 'it broke', cause });
});

test('who was cut keeps its reason', () => {
  const lost = new ConnectionLost('slow', 'too slow');
  expect(connectionLost(lost)).toBe(lost);
});
