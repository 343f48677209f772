/** The title of the page, which tells how much was said while nobody looked at it. */
export class Unread {
  readonly #title = document.title;
  #count = 0;

  constructor() {
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.#show(0);
    });
  }

  add(messages: number): void {
    if (document.visibilityState === 'hidden' && messages > 0) this.#show(this.#count + messages);
  }

  #show(count: number): void {
    this.#count = count;
    document.title = count === 0 ? this.#title : `(${count.toLocaleString()}) ${this.#title}`;
  }
}
