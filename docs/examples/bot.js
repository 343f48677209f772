// A chat server with a bot in it, which answers `alice says: what time is it?` and counts what it hears.
//
//   node docs/examples/bot.js [port]
// @ts-check
import { of } from 'rxjs';
import { botConnection, talkServer } from 'talk-server';

let heard = 0;

const clock = botConnection('clock', (text) => {
  heard += 1;
  if (/what time is it/i.test(text)) return `it is ${new Date().toLocaleTimeString('en-GB')}`;
  if (text === '/count') return `I have heard ${heard} messages`;
  return undefined;
});

talkServer({ port: Number(process.argv[2] ?? 12345), connections$: of(clock) }).subscribe({
  next: (event) => {
    if (event.type === 'listening') console.log(`say hello on port ${event.port}`);
  },
  error: (error) => console.error(error instanceof Error ? error.message : error),
});
