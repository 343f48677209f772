import { printable } from './printable.ts';

/**
 * What commander says against the arguments, as one line: it puts its suggestions on a line of their own, and repeats
 * arguments as they are.
 *
 * @param help the command that prints the help.
 */
export function usageError(program: string, text: string, help: string): string {
  const message = text
    .trim()
    .replace(/^error: |\.$/g, '')
    .replace(/\s*\n\s*/g, ' ');
  return `${program}: ${printable(message)}; see ${help}\n`;
}
