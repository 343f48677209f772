import { byId } from './dom.ts';
import { recall } from './memory.ts';
import { Card } from './statsCard.ts';
import { listen } from './statsFeed.ts';
import { FIGURES } from './statsFigures.ts';
import { Past } from './statsPast.ts';
import type { Sample } from './statsSample.ts';

/** The picture of the room: draws what the server tells each second. */

const LINKS: Readonly<Record<Sample['link'], string>> = {
  none: '',
  up: 'The link to the other servers of the room is up.',
  down: 'The link to the other servers of the room is down.',
};
const STATES = {
  live: 'Live',
  paused: 'Paused',
  gone: 'Server gone, trying again',
} as const;

// As it was chosen on the page of the chat.
document.documentElement.dataset['theme'] = recall('theme');

const past = new Past();
const cards = FIGURES.map(
  (figure) => new Card(figure, byId('charts', HTMLElement), byId('values', HTMLElement)),
);
const state = byId('state', HTMLElement);
const pause = byId('pause', HTMLElement);
const link = byId('link', HTMLElement);
let isLost = false;
let isPaused = false;

function tell(): void {
  const now = isLost ? 'gone' : isPaused ? 'paused' : 'live';
  if (state.dataset['state'] === now) return; // or it would be read out again
  state.dataset['state'] = now;
  state.textContent = STATES[now];
}

function draw(): void {
  const { samples, latest } = past;
  if (isPaused || latest === undefined) return;
  for (const card of cards) card.draw(samples, latest.time);
  link.textContent = LINKS[latest.link];
  link.hidden = latest.link === 'none';
}

pause.addEventListener('click', () => {
  isPaused = !isPaused;
  pause.setAttribute('aria-pressed', String(isPaused));
  tell();
  draw();
});

listen('stats/events', {
  samples(samples) {
    isLost = false;
    past.add(samples);
    tell();
    draw();
  },
  lost() {
    isLost = true;
    tell();
  },
});
draw();
