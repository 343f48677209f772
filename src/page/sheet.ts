import { byId } from './dom.ts';

/**
 * Who is here, where there is no room for it at the side: a sheet over the conversation, which is out of reach meanwhile.
 * Escape, and a click beside it, close it.
 */
export function startSheet(): void {
  const opener = byId('open-people', HTMLButtonElement);
  const closer = byId('close-people', HTMLButtonElement);
  const sheet = byId('roster', HTMLElement);
  const behind = [byId('top', HTMLElement), byId('talk', HTMLElement)];
  const isNarrow = window.matchMedia('(max-width: 51.99em)');

  function isOpen(): boolean {
    return sheet.classList.contains('open');
  }

  function set(open: boolean): void {
    sheet.classList.toggle('open', open);
    sheet.role = open ? 'dialog' : 'complementary';
    sheet.ariaModal = open ? 'true' : null;
    opener.ariaExpanded = String(open);
    for (const element of behind) element.inert = open;
  }

  function close(): void {
    if (!isOpen()) return;
    set(false);
    opener.focus();
  }

  opener.addEventListener('click', () => {
    set(true);
    closer.focus();
  });
  closer.addEventListener('click', close);
  byId('shade', HTMLElement).addEventListener('click', close);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });
  isNarrow.addEventListener('change', () => set(false));
}
