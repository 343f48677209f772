// A chat server with manners: what a client says twice in a row is passed on once, a word is masked, and nobody is
// passed on more than ten times a second. What comes faster waits, and holds up nobody but its speaker.
//
//   node docs/examples/moderation.js [port]
// @ts-check
import {
  concat,
  concatMap,
  debounceTime,
  distinctUntilChanged,
  groupBy,
  ignoreElements,
  map,
  mergeMap,
  of,
  timer,
} from 'rxjs';
import { talkServer } from 'talk-server';

/** @type {import('rxjs').MonoTypeOperatorFunction<import('talk-server').Said>} */
const manners = (said$) =>
  said$.pipe(
    groupBy((said) => said.id, { duration: (ofOneClient$) => ofOneClient$.pipe(debounceTime(60_000)) }),
    mergeMap((ofOneClient$) =>
      ofOneClient$.pipe(
        distinctUntilChanged((before, now) => before.text === now.text),
        concatMap((said) => concat(of(said), timer(100).pipe(ignoreElements()))),
      ),
    ),
    map((said) =>
      /\bdarn\b/i.test(said.text) ? said.withText(said.text.replace(/\bdarn\b/gi, '****')) : said,
    ),
  );

talkServer({ port: Number(process.argv[2] ?? 12345), use: manners }).subscribe({
  next: (event) => {
    if (event.type === 'listening') console.log(`mind your manners on port ${event.port}`);
  },
  error: (error) => console.error(error instanceof Error ? error.message : error),
});
