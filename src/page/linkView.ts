import { announce } from './announce.ts';
import { byId } from './dom.ts';
import type { LinkState, Loss } from './link.ts';

const WORDS: Readonly<Record<Loss, string>> = {
  lost: 'The connection was lost.',
  stopped: 'The server has stopped.',
  tooLong: 'Your last message was longer than this server takes.',
  full: 'The server lets nobody in at the moment: it may be full.',
  refused: 'The server takes nobody from your address.',
  unreachable: 'The server cannot be reached.',
};
const SECOND = 1000;

/** How it stands with the server: a word at the top, and a line with what can be done where there is no connection. */
export class LinkView {
  readonly #state = byId('state', HTMLElement);
  readonly #word = byId('state-word', HTMLElement);
  readonly #trouble = byId('trouble', HTMLElement);
  readonly #why = byId('trouble-why', HTMLElement);
  readonly #when = byId('trouble-when', HTMLElement);
  #clock: number | undefined;
  #said: Loss | undefined;

  /** @param retry is called by whoever does not want to wait. */
  constructor(retry: () => void) {
    byId('retry', HTMLButtonElement).addEventListener('click', retry);
  }

  show(state: LinkState): void {
    window.clearInterval(this.#clock);
    this.#state.dataset['kind'] = state.kind;
    switch (state.kind) {
      case 'connecting':
        this.#word.textContent = 'Connecting';
        this.#when.textContent = 'Trying now …';
        break;
      case 'connected':
        this.#word.textContent = 'Connected';
        this.#trouble.hidden = true;
        announce(this.#said === undefined ? 'Connected.' : 'Connected again.');
        this.#said = undefined;
        break;
      case 'waiting':
        this.#word.textContent = 'Offline';
        this.#why.textContent = WORDS[state.why];
        this.#trouble.hidden = false;
        this.#count(state.retryAt);
        this.#clock = window.setInterval(() => this.#count(state.retryAt), SECOND / 4);
        // Once for each reason, not for each attempt.
        if (this.#said !== state.why) announce(`${WORDS[state.why]} Reconnecting.`);
        this.#said = state.why;
        break;
    }
  }

  #count(retryAt: number): void {
    const seconds = Math.max(1, Math.ceil((retryAt - performance.now()) / SECOND));
    const words = `Reconnecting in ${seconds} s.`;
    if (this.#when.textContent !== words) this.#when.textContent = words;
  }
}
