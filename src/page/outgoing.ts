import { LONGEST_MESSAGE } from './limits.ts';

/** The texts that are typed as one: a message is a line, and blank lines are none. */
export function textsOf(typed: string): readonly string[] {
  return typed
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** What goes over the wire for one text. */
export function wireOf(name: string, text: string): string {
  return `${name} says: ${text}\n`;
}

/** Why this cannot be sent, for whoever typed it; undefined where it can. */
export function sendTrouble(name: string, typed: string): string | undefined {
  const longest = Math.max(0, ...textsOf(typed).map((text) => bytes(wireOf(name, text))));
  if (longest <= LONGEST_MESSAGE) return undefined;
  return `Too long by ${(longest - LONGEST_MESSAGE).toLocaleString()} bytes: break the line into several.`;
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
