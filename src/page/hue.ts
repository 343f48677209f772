import { hashOf } from './hash.ts';

/** How many colours the style sheet has for names, as `.hue-0` and so on. */
export const HUES = 12;

/** Which of them is for this name: always the same. */
export function hueOf(name: string): number {
  return hashOf(name) % HUES;
}
