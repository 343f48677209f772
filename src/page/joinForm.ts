import { byId } from './dom.ts';
import { nameTrouble } from './speaker.ts';

/** Asks for a name: first to join, later to change it. */
export class JoinForm {
  readonly #dialog = byId('join', HTMLDialogElement);
  readonly #title = byId('join-title', HTMLElement);
  readonly #field = byId('name', HTMLInputElement);
  readonly #trouble = byId('name-trouble', HTMLElement);
  readonly #button = byId('enter', HTMLButtonElement);
  readonly #cancel = byId('cancel', HTMLButtonElement);

  /** @param named is called with each name that was typed and can be one. */
  constructor(named: (name: string) => void) {
    byId('join-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      const trouble = nameTrouble(this.#field.value);
      this.#complain(trouble ?? '');
      if (trouble !== undefined) {
        this.#field.focus();
        return;
      }
      this.#dialog.close();
      named(this.#field.value.trim());
    });
    this.#field.addEventListener('input', () => this.#complain(''));
    this.#cancel.addEventListener('click', () => this.#dialog.close());
    // Without a name there is nothing to go back to.
    this.#dialog.addEventListener('cancel', (event) => {
      if (this.#cancel.hidden) event.preventDefault();
    });
    this.#dialog.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.#cancel.hidden) event.preventDefault();
    });
  }

  ask(purpose: 'join' | 'change', name: string): void {
    const isJoin = purpose === 'join';
    this.#title.textContent = isJoin ? 'Join the conversation' : 'Change your name';
    this.#button.textContent = isJoin ? 'Join' : 'Change';
    this.#cancel.hidden = isJoin;
    this.#field.value = name;
    this.#complain('');
    this.#dialog.showModal();
    this.#field.select();
  }

  #complain(trouble: string): void {
    this.#trouble.textContent = trouble;
    this.#trouble.hidden = trouble === '';
    this.#field.ariaInvalid = String(trouble !== '');
  }
}
