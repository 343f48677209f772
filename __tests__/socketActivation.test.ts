import { expect, test } from '@jest/globals';
import { handedOver } from '../src/socketActivation.ts';

test.each([
  [{ LISTEN_PID: '7', LISTEN_FDS: '1' }, [3]],
  [{ LISTEN_PID: '7', LISTEN_FDS: '3', LISTEN_FDNAMES: 'a:b:c' }, [3, 4, 5]],
  [{ LISTEN_PID: '8', LISTEN_FDS: '1' }, undefined],
  [{ LISTEN_FDS: '1' }, undefined],
  [{ LISTEN_PID: '7' }, undefined],
  [{ LISTEN_PID: '7', LISTEN_FDS: '0' }, undefined],
  [{ LISTEN_PID: '7', LISTEN_FDS: 'x' }, undefined],
  [{ LISTEN_PID: '7', LISTEN_FDS: '0x1' }, undefined],
  [{ LISTEN_PID: '7', LISTEN_FDS: '1000000000' }, undefined],
  [{}, undefined],
])('%j', (environment, fds) => {
  expect(handedOver(environment, 7)).toEqual(fds);
});
