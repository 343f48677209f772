import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { isatty } from 'node:tty';

const STANDARD_DESCRIPTORS = [0, 1, 2];

/**
 * Lets the program end in peace when its terminal was closed. At its end Node resets the terminals that it had at its start,
 * and aborts where one of them is none any more; another file in its place is left alone.
 */
export function forgiveLostTerminal(): void {
  const terminals = STANDARD_DESCRIPTORS.filter((descriptor) => isatty(descriptor));
  process.on('exit', () => {
    for (const descriptor of terminals) {
      if (isatty(descriptor)) continue;
      closeSync(descriptor);
      openSync(devNull, 'r+'); // takes the lowest descriptor that is free, which is this one
    }
  });
}
