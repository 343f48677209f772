import { Composer } from './composer.ts';
import { byId } from './dom.ts';
import type { Entry } from './entry.ts';
import { Hearing, isRequest } from './hearing.ts';
import { JoinForm } from './joinForm.ts';
import { Link, type Loss } from './link.ts';
import { PAST_WITHIN } from './limits.ts';
import { LinkView } from './linkView.ts';
import { recall, remember } from './memory.ts';
import { sendTrouble, textsOf, wireOf } from './outgoing.ts';
import { printableName } from './printable.ts';
import { parseRosterNews, Roster } from './roster.ts';
import { RosterView } from './rosterView.ts';
import { startSheet } from './sheet.ts';
import { startTheme } from './theme.ts';
import { clock } from './times.ts';
import { Transcript } from './transcript.ts';
import { Unread } from './unread.ts';
import { keepVisible } from './visibleHeight.ts';

/** The page: a name is asked for, then the link brings what is said, and takes what is written. */

const OFFLINE = 'Not connected: what you write stays here, and can be sent once you are back.';

let name = recall('name');
/** There is a connection. */
let isHeard = false;
/** Since when nothing is heard, where there was a connection before. */
let lostAt: Date | undefined;
/** Ends the wait for the past of this connection. */
let pastTimer: number | undefined;

const hearing = new Hearing((past, isGapless) => {
  if (lostAt !== undefined) {
    const missed = isGapless ? '' : ` You may have missed messages since ${clock.format(lostAt)}.`;
    note(`Connected again.${missed}`);
  }
  lostAt = undefined;
  show(past);
});
const roster = new Roster();
const rosterView = new RosterView();
const transcript = new Transcript(() => name);
const unread = new Unread();
const self = byId('self', HTMLButtonElement);
const selfName = byId('self-name', HTMLElement);

const link = new Link(document.baseURI, {
  changed(state) {
    linkView.show(state);
    composer.block(state.kind === 'connected' ? undefined : OFFLINE);
    if (state.kind === 'connected') welcome();
    else if (state.kind === 'waiting') miss(state.why);
  },
  message(bytes) {
    show(hearing.hear(bytes, new Date()));
  },
  news(json) {
    const news = parseRosterNews(json);
    if (news === undefined) return;
    roster.apply(news);
    rosterView.show(roster, name);
  },
  doubted() {
    ask('page', '/who:');
  },
});
const linkView = new LinkView(() => link.retry());

const composer = new Composer((typed) => {
  if (!link.isConnected) return OFFLINE;
  const trouble = sendTrouble(name, typed);
  if (trouble !== undefined) return trouble;
  transcript.follow();
  for (const text of textsOf(typed)) {
    if (isRequest(text)) ask('person', text);
    else if (link.send(wireOf(name, text))) transcript.add(hearing.say(text, new Date()));
  }
  return undefined;
});

const joinForm = new JoinForm((chosen) => {
  const isFirst = selfName.textContent === '';
  name = chosen;
  remember('name', name);
  selfName.textContent = printableName(name);
  self.hidden = false;
  if (isFirst) link.open();
  else {
    hearing.call(name);
    introduce();
    if (isHeard) rosterView.show(roster, name);
  }
  composer.focus();
});

/** Tells the server the name, in the one way in which nobody else hears of it. */
function introduce(): void {
  ask('page', '/who:');
}

function ask(by: 'person' | 'page', request: string): void {
  hearing.asked(by);
  link.send(wireOf(name, request));
}

function welcome(): void {
  isHeard = true;
  hearing.begin(name);
  introduce();
  pastTimer = window.setTimeout(() => hearing.settle(), PAST_WITHIN);
}

function miss(why: Loss): void {
  if (why === 'tooLong') composer.giveBack();
  if (!isHeard) return; // another attempt that failed
  isHeard = false;
  window.clearTimeout(pastTimer);
  hearing.end();
  if (link.unsent > 0) note('What you said last may not have arrived.');
  lostAt ??= new Date();
  rosterView.forget();
}

function show(entries: readonly Entry[]): void {
  transcript.add(...entries);
  unread.add(entries.filter(({ kind }) => kind === 'said').length);
}

function note(text: string): void {
  transcript.add({ kind: 'noted', text, time: new Date() });
}

startTheme();
startSheet();
keepVisible();
self.addEventListener('click', () => joinForm.ask('change', name));
joinForm.ask('join', name);
