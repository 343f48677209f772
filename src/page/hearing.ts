import type { Entry, SaidEntry } from './entry.ts';
import { hashOf } from './hash.ts';
import { FOLD_BEYOND, MOST_MESSAGES } from './limits.ts';
import { repeated } from './past.ts';
import { type Line, parseLines } from './speaker.ts';

const REQUEST = /^\/who:?\.?$/;
const decoder = new TextDecoder();

/** Whether a typed text is the request for who is here, as the server sees it. */
export function isRequest(text: string): boolean {
  return REQUEST.test(text.trim());
}

/**
 * What was said before this connection was there, as far as the server keeps it, and as it is not known yet. `isGapless`
 * where it goes on from what is known.
 */
export type Settled = (past: readonly SaidEntry[], isGapless: boolean) => void;

/**
 * What the messages of the server mean: its greeting, the past, the answer to `/who:`, which is one only where it was asked
 * for, or what somebody says now.
 */
export class Hearing {
  readonly #settled: Settled;
  #ownName = '';
  #isGreeted = false;
  #greeting: string | undefined;
  #hasAsked = false;
  #isAnswerShown = false;
  /** What comes first, until it is settled that the past is over. */
  #past: SaidEntry[] | undefined;
  /** What was heard and said, the last of it. */
  #heard: string[] = [];

  constructor(settled: Settled) {
    this.#settled = settled;
  }

  /** There is a new connection. Its greeting and its past come first. */
  begin(ownName: string): void {
    this.#ownName = ownName;
    this.#isGreeted = false;
    this.#hasAsked = false;
    this.#isAnswerShown = false;
    this.#past = [];
  }

  /** The connection is lost. What has come of the past is all that comes. */
  end(): void {
    if (this.#past !== undefined && this.#past.length > 0) this.settle();
  }

  /** Whoever sits here goes by another name. */
  call(ownName: string): void {
    this.#ownName = ownName;
  }

  /** `/who:` is asked: by a person who wants to see the answer, or by the page, to tell its name or to see that it is heard. */
  asked(by: 'person' | 'page'): void {
    this.#hasAsked = true;
    this.#isAnswerShown ||= by === 'person';
  }

  /** Something is said here, and settles that the past is over. */
  say(text: string, time: Date): SaidEntry {
    this.settle();
    return this.#keep({ kind: 'said', name: this.#ownName, text, isOwn: true, isPast: false, time });
  }

  /** What one message is. */
  hear(message: Uint8Array, time: Date): readonly Entry[] {
    const answer = this.#answerIn(message);
    if (answer !== undefined) {
      const isShown = this.#isAnswerShown;
      this.#hasAsked = false;
      this.#isAnswerShown = false;
      this.settle(); // what is asked first is answered after the past
      return isShown ? [told(answer, time)] : [];
    }
    const lines = parseLines(message);
    const isFirst = !this.#isGreeted;
    this.#isGreeted = true;
    if (isFirst && lines.every(({ name }) => name === undefined)) return this.#greet(message, time);
    const said = lines.map((line) => this.#saidEntry(line, time));
    if (this.#past === undefined) return said.map((entry) => this.#keep(entry));
    this.#past.push(...said);
    return [];
  }

  /** All of the past that is to come has come. */
  settle(): void {
    const past = this.#past;
    if (past === undefined) return;
    this.#past = undefined;
    const known = repeated(this.#heard, past.map(keyOf));
    const news = past.slice(known);
    for (const entry of news) this.#keep(entry);
    this.#settled(news, known > 0);
  }

  /** A greeting comes again with each connection. */
  #greet(message: Uint8Array, time: Date): readonly Entry[] {
    const greeting = decoder.decode(message);
    if (greeting === this.#greeting) return [];
    this.#greeting = greeting;
    return [told(greeting, time)];
  }

  #saidEntry({ name, text }: Line, time: Date): SaidEntry {
    const isPast = this.#past !== undefined;
    return { kind: 'said', name, text, isOwn: isPast && name === this.#ownName, isPast, time };
  }

  #keep(entry: SaidEntry): SaidEntry {
    this.#heard.push(keyOf(entry));
    if (this.#heard.length > 2 * MOST_MESSAGES) this.#heard = this.#heard.slice(-MOST_MESSAGES);
    return entry;
  }

  /** Requests that come too fast share one answer, so one is the answer to all that were asked. */
  #answerIn(message: Uint8Array): string | undefined {
    if (!this.#hasAsked) return undefined;
    const text = decoder.decode(message);
    return isAnswer(text) ? text : undefined;
  }
}

/** Of a long text, as much as tells it from another: all of it would be kept for thousands of messages. */
function keyOf({ name = '', text }: SaidEntry): string {
  return text.length <= FOLD_BEYOND ? `${name}\n${text}` : `${name}\n\n${text.length} ${hashOf(text)}`;
}

function told(text: string, time: Date): Entry {
  return { kind: 'told', lines: text.trimEnd().split('\n'), time };
}

/** A count, a line for each client, and what the server adds where it lists not all. */
function isAnswer(text: string): boolean {
  const [count = '', ...lines] = text.split('\n');
  return (
    /^\d+ clients connected\.$/.test(count) && lines.pop() === '' && lines.every((line) => LINE.test(line))
  );
}

const LINE =
  /(?: connected from [^,\s]+, \d+\.$)|^And \d+ more\.$|^\d+ of \d+ servers answered\.$|^This server is not connected to the others\.$/;
