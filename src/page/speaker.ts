import { LONGEST_NAME } from './limits.ts';

/** One line of the room: who says what. */
export interface Line {
  /** What stands in front of ` says:`, if it is a name. */
  readonly name: string | undefined;
  /**
   * What stands behind it, or the whole line; without the line end, with U+FFFD for what is not UTF-8, and without the end of
   * a string as C has it, which some clients send.
   */
  readonly text: string;
}

/** ` says:` counts within this many bytes, as it does for the server. */
const HEAD_BYTES = 256;
const NEWLINE = 0x0a;
const TAB = 0x09;
const SPACE = 0x20;
const COLON = 0x3a;
const SAYS = new TextEncoder().encode(' says');
/** White space and NUL. Found from its start alone, so that a long run of it within a line is gone through once. */
const END = /(?<![\s\0])[\s\0]+$/;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Reads one line as the server reads it, so that a name here is the name in its roster. */
export function parseLine(bytes: Uint8Array): Line {
  const colon = findSaysColon(bytes);
  if (colon === -1) return { name: undefined, text: textFrom(bytes, 0) };
  const speaker = decoder.decode(bytes.subarray(0, skipBlanksBackward(bytes, colon) - SAYS.length));
  const name = hasControl(speaker) ? undefined : nameIn(speaker);
  if (name === undefined) return { name, text: textFrom(bytes, 0) };
  return { name, text: textFrom(bytes, skipBlanks(bytes, colon + 1)) };
}

/**
 * The lines of one message. Most are one; a client may have said several at once, of which those without a name are of
 * whoever said the one before. Blank ones are left out.
 */
export function parseLines(message: Uint8Array): readonly Line[] {
  const lines: Line[] = [];
  let name: string | undefined;
  for (let start = 0; start < message.length;) {
    const newline = message.indexOf(NEWLINE, start);
    const end = newline === -1 ? message.length : newline;
    const line = parseLine(message.subarray(start, end));
    name = line.name ?? name;
    if (line.name !== undefined || line.text !== '') lines.push({ name, text: line.text });
    start = end + 1;
  }
  return lines;
}

/** Why nobody can go by this name, for whoever typed it; undefined where one can. White space around it is ignored. */
export function nameTrouble(typed: string): string | undefined {
  const name = typed.trim();
  if (name === '') return 'Type the name that the others are to see.';
  if (Array.from(name).length > LONGEST_NAME) return `Take a name of ${LONGEST_NAME} characters at the most.`;
  if (hasControl(name)) return 'Take a name without tabs, line breaks and other control characters.';
  if (name.includes(' says'))
    return 'Take a name without “ says” in it: that is where the server cuts it off.';
  const heard = parseLine(new TextEncoder().encode(`${name} says: x`)).name;
  if (heard !== name) return 'Take another name: the server would not read this one as it is written.';
  return undefined;
}

function findSaysColon(bytes: Uint8Array): number {
  const end = Math.min(bytes.length, HEAD_BYTES);
  for (let at = SAYS.length; at < end; at++) {
    if (bytes[at] === COLON && endsInSays(bytes, skipBlanksBackward(bytes, at))) return at;
  }
  return -1;
}

function endsInSays(bytes: Uint8Array, end: number): boolean {
  return SAYS.every((byte, index) => bytes[end - SAYS.length + index] === byte);
}

function nameIn(speaker: string): string | undefined {
  const trimmed = speaker.trim();
  const name = trimmed.startsWith('<') && trimmed.endsWith('>') ? trimmed.slice(1, -1).trim() : trimmed;
  return name !== '' && Array.from(name).length <= LONGEST_NAME ? name : undefined;
}

/** Unicode's category Cc. */
function hasControl(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

function textFrom(bytes: Uint8Array, start: number): string {
  return decoder.decode(bytes.subarray(start)).replace(END, '');
}

function skipBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isBlank(bytes[at])) at++;
  return at;
}

function skipBlanksBackward(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at > 0 && isBlank(bytes[at - 1])) at--;
  return at;
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}
