import { byId } from './dom.ts';
import { recall, remember } from './memory.ts';

type Theme = 'light' | 'dark';

/** Light and dark: as the system has it, until somebody says otherwise. */
export function startTheme(): void {
  const button = byId('theme', HTMLButtonElement);
  const isSystemDark = window.matchMedia('(prefers-color-scheme: dark)');

  const remembered = recall('theme');
  /** Kept here, too: a browser may remember nothing. */
  let chosen: Theme | undefined = remembered === 'light' || remembered === 'dark' ? remembered : undefined;

  function system(): Theme {
    return isSystemDark.matches ? 'dark' : 'light';
  }

  function show(): void {
    const theme = chosen ?? system();
    document.documentElement.dataset['theme'] = theme;
    button.setAttribute('aria-pressed', String(theme === 'dark'));
    button.title = theme === 'dark' ? 'Change to light' : 'Change to dark';
  }

  button.addEventListener('click', () => {
    const other = (chosen ?? system()) === 'dark' ? 'light' : 'dark';
    chosen = other === system() ? undefined : other;
    remember('theme', chosen ?? '');
    show();
  });
  isSystemDark.addEventListener('change', show);
  show();
}
