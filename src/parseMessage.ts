/** What one message says beyond its bytes. Parsing never fails: what is not understood is ordinary text. */
export interface ParsedMessage {
  readonly kind: 'said' | 'askedWho';
  /** The name that stands in front of ` says:`, if a usable one does. */
  readonly name: string | undefined;
  /** Where the text begins, in bytes: behind `<name> says:` and the blanks that follow it, else 0. */
  readonly textStart: number;
}

/** ` says:` counts within this many bytes: no name is longer, and finding none costs no more than this. */
const HEAD_BYTES = 256;
const LONGEST_NAME = 64;

const TAB = 0x09;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const FULL_STOP = 0x2e;
const COLON = 0x3a;
const LETTER_O = 0x6f;
const BEYOND_ASCII = 0x80;
const SAYS = Buffer.from(' says');
const WHO = Buffer.from('/who');

/** How a message begins that tells who speaks: up to and with the colon of ` says:`. */
interface Prefix {
  readonly bytes: Buffer;
  readonly name: string | undefined;
}

/**
 * Reads the messages of one client: who speaks, where the text begins, and whether it is the `/who:` request. Most
 * messages of a client begin as its last one did, so that is looked at first, and nothing is decoded.
 */
export class MessageParser {
  #last: Prefix | undefined;

  parse(bytes: Buffer): ParsedMessage {
    const isAsBefore = this.#last !== undefined && startsWith(bytes, this.#last.bytes);
    const prefix = isAsBefore ? this.#last : readPrefix(bytes);
    if (prefix === undefined) {
      return { kind: asksWho(bytes, 0) ? 'askedWho' : 'said', name: undefined, textStart: 0 };
    }
    this.#last = prefix;
    const textStart = skipBlanks(bytes, prefix.bytes.length);
    return { kind: asksWho(bytes, textStart) ? 'askedWho' : 'said', name: prefix.name, textStart };
  }
}

/** A copy of the prefix, so that a few bytes do not keep all of what they were read with. */
function readPrefix(bytes: Buffer): Prefix | undefined {
  const colon = findSaysColon(bytes);
  if (colon === -1) return undefined;
  const speaker = bytes.toString('utf8', 0, skipBlanksBackward(bytes, colon) - SAYS.length);
  if (hasControl(speaker)) return undefined;
  return { bytes: Buffer.from(bytes.subarray(0, colon + 1)), name: usableName(speaker) };
}

/** The text of a message for a reader: without white space around it, and with U+FFFD for what is not UTF-8. */
export function textOf(bytes: Buffer, textStart: number): string {
  return bytes.toString('utf8', textStart).trim();
}

function startsWith(bytes: Buffer, start: Buffer): boolean {
  for (let at = 0; at < start.length; at++) {
    if (bytes[at] !== start[at]) return false;
  }
  return true;
}

/** Where the white space at the end of a message begins, its line end included. */
export function endOfText(bytes: Buffer, textStart: number): number {
  let end = bytes.length;
  while (end > textStart && isWhiteSpace(bytes[end - 1])) end--;
  return end;
}

/** The colon of the first ` says:`, blanks before the colon allowed; -1 where there is none. */
function findSaysColon(bytes: Buffer): number {
  const end = Math.min(bytes.length, HEAD_BYTES);
  for (let at = SAYS.length; at < end; at++) {
    if (bytes[at] === COLON && endsInSays(bytes, skipBlanksBackward(bytes, at))) return at;
  }
  return -1;
}

function endsInSays(bytes: Buffer, end: number): boolean {
  for (let back = 1; back <= SAYS.length; back++) {
    if (bytes[end - back] !== SAYS[SAYS.length - back]) return false;
  }
  return true;
}

/** Unicode's category Cc, which is C0, DEL and C1. */
function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || (unit >= 0x7f && unit <= 0x9f)) return true;
  }
  return false;
}

function usableName(speaker: string): string | undefined {
  const trimmed = speaker.trim();
  const name = trimmed.startsWith('<') && trimmed.endsWith('>') ? trimmed.slice(1, -1).trim() : trimmed;
  return name !== '' && characters(name) <= LONGEST_NAME ? name : undefined;
}

function characters(text: string): number {
  return text.length <= LONGEST_NAME ? text.length : Array.from(text).length;
}

/**
 * The text is `/who:` or `/who`, a full stop may follow, white space around it does not count. Where no ` says:` is in
 * front, the shorter prefixes `name:` and `name>` are taken off too. Looks at the last byte first, which rules out
 * nearly everything that people say.
 */
function asksWho(bytes: Buffer, textStart: number): boolean {
  const last = bytes[endOfText(bytes, textStart) - 1] ?? 0;
  if (last !== COLON && last !== LETTER_O && last !== FULL_STOP && last < BEYOND_ASCII) return false;
  if (!bytes.includes(WHO, textStart)) return false;
  const text = textOf(bytes, textStart);
  return isWho(text) || (textStart === 0 && isWho(withoutShortPrefix(text)));
}

function isWho(text: string): boolean {
  return /^\/who:?\.?$/.test(text);
}

function withoutShortPrefix(text: string): string {
  const end = text.slice(0, HEAD_BYTES).search(/[:>]/);
  const speaker = text.slice(0, Math.max(end, 0));
  if (hasControl(speaker) || usableName(speaker) === undefined) return text;
  const past = text.startsWith('>:', end) ? end + 2 : end + 1;
  return text.slice(past).replace(/^[^\S\n]+/, '');
}

function skipBlanks(bytes: Buffer, from: number): number {
  let at = from;
  while (isBlank(bytes[at])) at++;
  return at;
}

function skipBlanksBackward(bytes: Buffer, from: number): number {
  let at = from;
  while (at > 0 && isBlank(bytes[at - 1])) at--;
  return at;
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

function isWhiteSpace(byte: number | undefined): boolean {
  return byte === SPACE || (byte !== undefined && byte >= TAB && byte <= CARRIAGE_RETURN);
}
