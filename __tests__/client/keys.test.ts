import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { expect, test } from '@jest/globals';
import { Keys } from '../../src/client/keys.ts';

/** A terminal as far as keys go. */
class Keyboard extends PassThrough {
  readonly modes: boolean[] = [];
  setRawMode(mode: boolean): this {
    this.modes.push(mode);
    return this;
  }
}

function keys(): { keyboard: Keyboard; typed: Keys } {
  const keyboard = new Keyboard();
  return { keyboard, typed: new Keys(keyboard as unknown as ReadStream) }; // all of it that is used
}

test('come one by one, however many come at once, and end with the terminal', async () => {
  const { keyboard, typed } = keys();
  const bytes = Buffer.from('h\u00e9\u{1f389}\r');
  keyboard.write(bytes.subarray(0, 2));
  keyboard.end(bytes.subarray(2));
  expect(await typed.toArray()).toEqual(['h', '\u00e9', '\u{1f389}', '\r']);
});

test('give the terminal back', () => {
  const { keyboard, typed } = keys();
  typed.setRawMode(true);
  typed.setRawMode(false);
  typed.destroy();
  expect(keyboard.modes).toEqual([true, false]);
  expect([keyboard.listenerCount('data'), keyboard.isPaused()]).toEqual([0, true]);
  keyboard.destroy();
  typed.setRawMode(false); // no terminal any more
  expect(keyboard.modes).toHaveLength(2);
});
