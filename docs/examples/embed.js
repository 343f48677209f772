// The chat inside a program of your own: it tells who comes, who says what and who leaves, and ends in order on Ctrl-C.
//
//   node docs/examples/embed.js [port]
// @ts-check
import { fromEvent, merge } from 'rxjs';
import { talkServer } from 'talk-server';

const port = Number(process.argv[2] ?? 12345);
const stop$ = merge(fromEvent(process, 'SIGINT'), fromEvent(process, 'SIGTERM'));

talkServer({ port, stop$ }).subscribe({
  next: (event) => {
    if (event.type === 'listening') console.log(`the chat is on port ${event.port}`);
    else if (event.type === 'joined') console.log(`${event.address} came, ${event.clients} are here`);
    else if (event.type === 'said') console.log(`${event.name}: ${event.text}`);
    else if (event.type === 'left') console.log(`${event.name} left: ${event.reason}`);
  },
  error: (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
  complete: () => console.log('everybody has left'),
});
