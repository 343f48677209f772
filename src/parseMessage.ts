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

/** Reads one message. */
export function parseMessage(bytes: Buffer): ParsedMessage {
  const colon = findSaysColon(bytes);
  const speaker = colon === -1 ? undefined : speakerIn(bytes, colon);
  const textStart = speaker === undefined ? 0 : skipBlanks(bytes, colon + 1);
  return {
    kind: asksWho(bytes, textStart) ? 'askedWho' : 'said',
    name: speaker === undefined ? undefined : usableName(speaker),
    textStart,
  };
}

/** Where the text of a message begins, in bytes. */
export function textStartOf(bytes: Buffer): number {
  return parseMessage(bytes).textStart;
}

/**
 * Reads the messages of one client for what is new in them. Most begin as the last one did and ask nothing, so that is
 * looked at first: nothing is decoded, and nothing made.
 */
export class MessageParser {
  #name: string | undefined;
  /** How the last message with a name began, up to its text: a copy, which keeps nothing else alive. */
  #prefix: Buffer | undefined;

  /** Of the message from `start` to `end`; undefined where it brings no other name than before, and is no request. */
  news(bytes: Buffer, start: number, end: number): ParsedMessage | undefined {
    if (this.#startsAsBefore(bytes, start) && !mayAskWho(bytes, start, end)) return undefined;
    const message = bytes.subarray(start, end);
    const parsed = parseMessage(message);
    const isRenamed = parsed.name !== undefined && parsed.name !== this.#name;
    if (parsed.name !== undefined) {
      this.#name = parsed.name;
      this.#prefix = Buffer.from(message.subarray(0, parsed.textStart));
    }
    return isRenamed || parsed.kind === 'askedWho' ? parsed : undefined;
  }

  #startsAsBefore(bytes: Buffer, start: number): boolean {
    const prefix = this.#prefix;
    if (prefix === undefined) return false;
    for (let at = 0; at < prefix.length; at++) {
      if (bytes[start + at] !== prefix[at]) return false;
    }
    return true;
  }
}

/** What stands in front of ` says:`, if it can be a name or would be one but for its length. */
function speakerIn(bytes: Buffer, colon: number): string | undefined {
  const speaker = bytes.toString('utf8', 0, skipBlanksBackward(bytes, colon) - SAYS.length);
  return hasControl(speaker) ? undefined : speaker;
}

/** The text of a message for a reader: without white space around it, and with U+FFFD for what is not UTF-8. */
export function textOf(bytes: Buffer, textStart: number): string {
  return bytes.toString('utf8', textStart).trim();
}

/** Where the white space at the end of a message begins, its line end included. */
export function endOfText(bytes: Buffer, textStart: number, messageEnd = bytes.length): number {
  let end = messageEnd;
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
 * front, the shorter prefixes `name:` and `name>` are taken off too.
 */
function asksWho(bytes: Buffer, textStart: number): boolean {
  if (!mayAskWho(bytes, textStart, bytes.length) || !bytes.includes(WHO, textStart)) return false;
  const text = textOf(bytes, textStart);
  return isWho(text) || (textStart === 0 && isWho(withoutShortPrefix(text)));
}

/** Looks at the last byte only, which rules out nearly everything that people say. */
function mayAskWho(bytes: Buffer, start: number, end: number): boolean {
  const last = bytes[endOfText(bytes, start, end) - 1] ?? 0;
  return last === COLON || last === LETTER_O || last === FULL_STOP || last >= BEYOND_ASCII;
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
