import { describe, expect, test } from '@jest/globals';
import { OptionError } from '../../src/errors.ts';
import { isNodeId, nodeId, speakerOf, Subjects } from '../../src/nats/identity.ts';
import { brokerAddress, nameFrom, roomName } from '../../src/nats/names.ts';

describe('a name', () => {
  test.each(['lobby', 'A_b-1', 'x'.repeat(64)])('may be %s', (name) => {
    expect(roomName('room', name)).toBe(name);
  });

  test.each(['', 'a.b', 'a b', '*', '>', 'x'.repeat(65), 'é'])('may not be %j', (name) => {
    expect(() => roomName('room', name)).toThrow(
      new OptionError(`room must be 1 to 64 letters, digits, - and _, not ${JSON.stringify(name)}`),
    );
  });

  test.each([
    ['web-1.example.org', 'web-1-example-org'],
    ['', 'node'],
    ['x'.repeat(100), 'x'.repeat(64)],
  ])('is made of that of a machine: %j', (machine, name) => {
    expect(nameFrom(machine)).toBe(name);
  });
});

describe('the address of a broker', () => {
  test.each([
    ['nats://host:4222', 'nats://host:4222'],
    ['tls://host', 'tls://host'],
    ['host', 'nats://host'],
    ['192.0.2.1:4222', 'nats://192.0.2.1:4222'],
    ['[::1]:4222', 'nats://[::1]:4222'],
  ])('may be %s', (address, whole) => {
    expect(brokerAddress(address)).toBe(whole);
  });

  test.each(['', 'nats://', 'http://host', 'host:99999', 'host/path', 'ho st', 'host?x=1'])(
    'may not be %j',
    (address) => {
      expect(() => brokerAddress(address)).toThrow(
        /^a broker must be an address such as nats:\/\/host:4222, not /,
      );
    },
  );

  test('has no password in it', () => {
    expect(() => brokerAddress('nats://me:secret@host')).toThrow(
      new OptionError('a broker must be an address without user and password: give those apart'),
    );
  });
});

describe('a node', () => {
  test('is another one each time', () => {
    const [one, other] = [nodeId('web'), nodeId('web')];
    expect(one).toMatch(/^web-[0-9a-f]{12}$/);
    expect(one).not.toBe(other);
    expect(isNodeId(one)).toBe(true);
  });

  test('is known by the subject at which it speaks', () => {
    const subjects = new Subjects('lobby');
    expect(subjects.batches).toBe('talk.v1.lobby.b.*');
    expect(speakerOf(subjects.batchesOf('web-0123456789ab'))).toBe('web-0123456789ab');
    expect(speakerOf('talk.v1.lobby.b.somebody')).toBeUndefined();
  });
});
