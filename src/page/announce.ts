import { byId } from './dom.ts';

/** Says something to those who hear the page, and to nobody else. */
export function announce(words: string): void {
  byId('status', HTMLElement).textContent = words;
}
