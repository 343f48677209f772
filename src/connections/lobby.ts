import type { Socket } from 'node:net';

/** Milliseconds that a client has to take what it is told. */
const LAST_WORDS = 1000;

/**
 * How many may take that long at once: each has a descriptor, and the clients that are let in leave few. Beyond it, a
 * client that talks at the same time may see a reset instead of the words.
 */
const MOST_LINGERING = 16;

/** Tells those who are not let in why, and lets them go, without waiting for more than a few of them. */
export class Lobby {
  #lingering = 0;

  turnAway(socket: Socket, words: string): void {
    if (words === '') {
      socket.destroy();
      return;
    }
    socket.end(words);
    if (this.#lingering >= MOST_LINGERING) {
      socket.destroySoon();
      return;
    }
    this.#lingering += 1;
    const deadline = setTimeout(() => socket.destroy(), LAST_WORDS);
    socket.once('close', () => {
      this.#lingering -= 1;
      clearTimeout(deadline);
    });
    socket.resume(); // what it says is dropped; left unread, it would make the end a reset
  }
}
