import type { Told } from '../configuration/manual.ts';

/** What a line that was typed, or read from a pipe, asks for. */
export type TypedLine =
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'quit' }
  | { readonly kind: 'help' }
  | { readonly kind: 'unknown'; readonly command: string }
  | { readonly kind: 'nothing' };

/** How the server is asked who is there. */
export const WHO = '/who:';

/** The lines that are no words for the room, and what each does. */
export const COMMANDS: readonly Told[] = [
  { name: WHO, describes: 'asks the server who is there' },
  { name: '/quit', describes: 'ends; so do Ctrl-D and Ctrl-C where nothing is typed' },
  { name: '/help', describes: 'shows this' },
  { name: '//text', describes: 'says /text: a line that begins with a slash' },
];

/** Reads a line. Blank ones ask for nothing. */
export function typedLine(line: string): TypedLine {
  if (line.trim() === '') return { kind: 'nothing' };
  if (line.startsWith('//')) return { kind: 'say', text: line.slice(1) };
  if (!line.startsWith('/')) return { kind: 'say', text: line };
  const command = line.trim();
  if (/^\/who:?\.?$/.test(command)) return { kind: 'say', text: WHO };
  if (command === '/quit') return { kind: 'quit' };
  if (command === '/help') return { kind: 'help' };
  return { kind: 'unknown', command };
}
