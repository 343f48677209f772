import { announce } from './announce.ts';
import { byId } from './dom.ts';
import { recall, remember } from './memory.ts';
import { Recalled } from './recalled.ts';

/** What the page does with a text. Returns why it was not sent, for whoever typed it; undefined where it was. */
export type Send = (text: string) => string | undefined;

/**
 * Where messages are written. Enter sends, Shift+Enter begins another line, arrow-up in an empty field calls back what was
 * sent last, Escape empties it (arrow-up has that, too). What was not sent stays, even where the page is loaded anew.
 */
export class Composer {
  readonly #field = byId('message', HTMLTextAreaElement);
  readonly #button = byId('send', HTMLButtonElement);
  readonly #reason = byId('reason', HTMLElement);
  readonly #send: Send;
  readonly #recalled = new Recalled();

  constructor(send: Send) {
    this.#send = send;
    byId('composer', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#field.addEventListener('keydown', (event) => this.#press(event));
    this.#field.addEventListener('input', () => this.#changed());
    this.#write(recall('draft'));
  }

  focus(): void {
    this.#field.focus();
  }

  /** Why nothing can be sent now; undefined where it can. Writing goes on. */
  block(reason: string | undefined): void {
    this.#button.ariaDisabled = String(reason !== undefined);
    this.#explain(reason ?? '');
  }

  /** The server did not take what was sent last: it can be written anew. */
  giveBack(): void {
    if (this.#field.value === '') this.#write(this.#recalled.older('') ?? '');
  }

  #submit(): void {
    const text = this.#field.value;
    if (text.trim() === '') return;
    const trouble = this.#send(text);
    this.#explain(trouble ?? '');
    if (trouble !== undefined) {
      announce(trouble);
      return;
    }
    this.#recalled.add(text);
    this.#write('');
    this.#field.focus();
  }

  #press(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const { value, selectionStart, selectionEnd } = this.#field;
    const isAt = (place: number): boolean => selectionStart === place && selectionEnd === place;
    switch (event.key) {
      case 'Enter':
        if (event.shiftKey) return;
        event.preventDefault();
        this.#submit();
        return;
      case 'Escape':
        if (value.trim() !== '') this.#recalled.add(value);
        this.#write('');
        return;
      case 'ArrowUp':
        if (isAt(0)) this.#replace(event, this.#recalled.older(value), 0);
        return;
      case 'ArrowDown':
        if (isAt(value.length) || isAt(0)) this.#replace(event, this.#recalled.newer());
        return;
    }
  }

  #replace(event: KeyboardEvent, text: string | undefined, caret = text?.length ?? 0): void {
    if (text === undefined) return;
    event.preventDefault();
    this.#write(text);
    this.#field.setSelectionRange(caret, caret);
  }

  #write(text: string): void {
    this.#field.value = text;
    this.#changed();
  }

  #changed(): void {
    remember('draft', this.#field.value);
    if (CSS.supports('field-sizing', 'content')) return;
    this.#field.style.height = 'auto';
    this.#field.style.height = `${this.#field.scrollHeight + 2}px`;
  }

  #explain(reason: string): void {
    this.#reason.textContent = reason;
    this.#reason.hidden = reason === '';
  }
}
