import { announce } from './announce.ts';
import { byId, make } from './dom.ts';
import type { Entry, SaidEntry } from './entry.ts';
import { hueOf } from './hue.ts';
import { initialOf } from './initial.ts';
import { GROUP_WITHIN, MOST_CHARACTERS, MOST_LINES, MOST_MESSAGES } from './limits.ts';
import { mentions } from './mention.ts';
import { messageText } from './messageText.ts';
import { newest } from './newest.ts';
import { Pace } from './pace.ts';
import { printableName, printableText } from './printable.ts';
import { clockTime, dayName, isSameDay } from './times.ts';

/** Pixels from the end within which somebody is at the end. */
const AT_END = 48;
/** Messages that go together: each time, all that stays is laid out anew. */
const GO_AT_ONCE = 100;
/** How often it is said how many came, where they are too many to be read aloud; in milliseconds. */
const TELL_EVERY = 4000;

interface Arrival {
  readonly entry: Entry;
  /** It came while nobody looked at the page. */
  readonly isUnseen: boolean;
}

/**
 * What was said, as it is read: grouped by speaker, followed to its end unless somebody reads further up, and no longer than
 * `MOST_MESSAGES` and `MOST_CHARACTERS`. What comes is shown once a frame, however much that is.
 */
export class Transcript {
  readonly #log = byId('log', HTMLElement);
  readonly #entries = byId('entries', HTMLElement);
  readonly #jump = byId('jump', HTMLButtonElement);
  readonly #ownName: () => string;
  #waiting: Arrival[] = [];
  /** Characters that wait. */
  #waitingLength = 0;
  #isFollowing = true;
  /** Where it was scrolled to when that was last looked at. */
  #top = 0;
  /** How much further that would be, if a place to scroll to could be a part of a pixel. */
  #offset = 0;
  /** Messages below what is read. */
  #below = 0;
  #newLine: HTMLElement | undefined;
  /** The characters of each entry that is shown, the oldest first, and of all of them. */
  #lengths: number[] = [];
  #length = 0;
  #last: Entry | undefined;
  #group: HTMLElement | undefined;
  readonly #pace = new Pace();
  #unread = 0;
  #calm: number | undefined;

  constructor(ownName: () => string) {
    this.#ownName = ownName;
    this.#log.addEventListener('scroll', () => this.#look(), { passive: true });
    new ResizeObserver(() => {
      if (this.#isFollowing) this.#goToEnd();
    }).observe(this.#log);
    document.addEventListener('visibilitychange', () => this.#look());
    this.#jump.addEventListener('click', () => {
      this.#goToEnd();
      this.#log.focus({ preventScroll: true });
    });
  }

  add(...entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    if (this.#waiting.length === 0) requestAnimationFrame(() => this.#show());
    const isUnseen = document.visibilityState === 'hidden';
    for (const entry of entries) {
      this.#waiting.push({ entry, isUnseen });
      this.#waitingLength += lengthOf(entry);
    }
    // No frame comes while the page is hidden.
    if (this.#waiting.length > 2 * MOST_MESSAGES || this.#waitingLength > 2 * MOST_CHARACTERS) {
      this.#waiting = newest(this.#waiting, ({ entry }) => lengthOf(entry));
      this.#waitingLength = this.#waiting.reduce((sum, { entry }) => sum + lengthOf(entry), 0);
    }
  }

  /** Whoever speaks sees what comes of it. */
  follow(): void {
    this.#isFollowing = true;
  }

  #show(): void {
    const arrivals = newest(this.#waiting, ({ entry }) => lengthOf(entry));
    this.#waiting = [];
    this.#waitingLength = 0;
    this.#readAloud(arrivals.filter(({ entry }) => entry.kind === 'said' && !entry.isOwn).length);
    for (const { entry, isUnseen } of arrivals) this.#append(entry, isUnseen);
    this.#trim();
    if (this.#isFollowing) this.#goToEnd();
    this.#showBelow();
  }

  #append(entry: Entry, isUnseen: boolean): void {
    const last = this.#last;
    if (last !== undefined && !isSameDay(last.time, entry.time)) {
      this.#place(make('p', 'day', dayName(entry.time)));
    }
    const isNews = entry.kind === 'said' && !entry.isOwn;
    if (isNews && (isUnseen || !this.#isFollowing)) {
      if (this.#below === 0) this.#drawNewLine();
      this.#below += 1;
    }
    switch (entry.kind) {
      case 'said':
        this.#appendSaid(entry);
        break;
      case 'told':
        this.#place(toldBlock(entry.lines));
        break;
      case 'noted':
        this.#place(make('p', 'note', entry.text));
        break;
    }
    this.#last = entry;
    this.#lengths.push(lengthOf(entry));
    this.#length += lengthOf(entry);
  }

  #appendSaid(entry: SaidEntry): void {
    const group = this.#group !== undefined && goesOn(this.#last, entry) ? this.#group : newGroup(entry);
    if (group !== this.#group) this.#place(group);
    this.#group = group;
    const isMention = !entry.isOwn && mentions(entry.text, this.#ownName());
    const message = make('p', isMention ? 'message mention' : 'message');
    if (isMention) message.append(make('span', 'hidden', 'Names you: '));
    message.append(messageText(entry.text), ...(entry.isPast ? [] : [clockTime(entry.time, 'when')]));
    group.append(message);
  }

  #place(element: HTMLElement): void {
    this.#group = undefined;
    this.#entries.append(element);
  }

  #drawNewLine(): void {
    this.#newLine?.remove();
    this.#newLine = make('p', 'new', 'New messages');
    this.#place(this.#newLine);
  }

  /** Takes the oldest away; what is read stays where it is. */
  #trim(): void {
    if (this.#lengths.length <= MOST_MESSAGES && this.#length <= MOST_CHARACTERS) return;
    const last = this.#isFollowing ? null : this.#entries.lastElementChild;
    const before = last?.getBoundingClientRect().bottom ?? 0;
    const most = MOST_MESSAGES - GO_AT_ONCE;
    while (this.#lengths.length > most || (this.#length > MOST_CHARACTERS && this.#lengths.length > 1)) {
      const oldest = this.#entries.firstElementChild;
      if (oldest === null) break;
      const [, message, another] = oldest.classList.contains('group') ? oldest.children : [];
      if (another === undefined) oldest.remove();
      else message?.remove();
      if (!oldest.matches('.day, .new')) this.#length -= this.#lengths.shift() ?? 0;
    }
    if (last === null) return;
    const place = this.#log.scrollTop + last.getBoundingClientRect().bottom - before + this.#offset;
    this.#log.scrollTop = place;
    this.#top = this.#log.scrollTop;
    this.#offset = place - this.#top;
  }

  #look(): void {
    const { scrollTop, clientHeight, scrollHeight } = this.#log;
    if (scrollTop + clientHeight >= scrollHeight - AT_END) this.#isFollowing = true;
    else if (scrollTop < this.#top) this.#isFollowing = false; // moved up, not pushed away by what grew
    this.#top = scrollTop;
    if (this.#isFollowing && document.visibilityState === 'visible') this.#below = 0;
    this.#showBelow();
  }

  #goToEnd(): void {
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#top = this.#log.scrollTop;
    this.#isFollowing = true;
    if (document.visibilityState === 'visible') this.#below = 0;
    this.#showBelow();
  }

  #showBelow(): void {
    this.#jump.hidden = this.#isFollowing;
    this.#jump.textContent = this.#below === 0 ? 'Newest' : `${this.#below.toLocaleString()} new`;
  }

  /** One by one while that can be followed; else how many there were. */
  #readAloud(messages: number): void {
    if (messages === 0) return;
    if (this.#calm === undefined && this.#pace.isCalm(messages, performance.now())) return;
    this.#unread += messages;
    this.#log.ariaLive = 'off';
    this.#calm ??= window.setTimeout(() => this.#tellUnread(), TELL_EVERY);
  }

  #tellUnread(): void {
    this.#calm = undefined;
    announce(`${this.#unread.toLocaleString()} messages came.`);
    this.#unread = 0;
    this.#log.ariaLive = 'polite';
  }
}

function lengthOf(entry: Entry): number {
  return entry.kind === 'told' ? entry.lines.join('').length : entry.text.length;
}

/** Whether a message stands under the same name as the entry before it. */
function goesOn(last: Entry | undefined, entry: SaidEntry): boolean {
  return (
    last?.kind === 'said' &&
    last.name === entry.name &&
    last.isOwn === entry.isOwn &&
    last.isPast === entry.isPast &&
    entry.time.getTime() - last.time.getTime() < GROUP_WITHIN
  );
}

function newGroup({ name, isOwn, isPast, time }: SaidEntry): HTMLElement {
  const hue = name === undefined ? 'hue-none' : `hue-${hueOf(name)}`;
  const shown = name === undefined ? 'no name' : printableName(name);
  const avatar = make('span', 'avatar', initialOf(name));
  avatar.ariaHidden = 'true';
  const who = make('bdi', 'name', shown);
  const head = make('p', 'head', avatar, who, ...(isOwn ? [make('span', 'hidden', ' (you)')] : []));
  head.append(' ', isPast ? make('span', 'time', 'earlier') : clockTime(time, 'time'));
  return make('div', `group ${hue}${isOwn ? ' own' : ''}`, head);
}

function toldBlock(lines: readonly string[]): HTMLElement {
  const more = lines.length - MOST_LINES;
  const listed = [
    ...lines.slice(0, MOST_LINES),
    ...(more > 0 ? [`… and ${more.toLocaleString()} more lines.`] : []),
  ];
  const shown = listed.map((line) => make('span', 'line', printableText(line)));
  const from = make('span', 'hidden', 'Server: ');
  return make('p', lines.length > 1 ? 'told list' : 'told', from, ...shown);
}
