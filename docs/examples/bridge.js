// Two chat servers, and a bridge of two streams: what is said in one room is said to everybody in the other. What
// comes over the bridge is an announcement there, not something said, so it does not come back.
//
//   node docs/examples/bridge.js [port] [port]
// @ts-check
import { defer, filter, map, merge, share } from 'rxjs';
import { talkServer } from 'talk-server';

const [upstairsPort, downstairsPort] = [process.argv[2] ?? 12345, process.argv[3] ?? 12346].map(Number);

/** @param {import('rxjs').Observable<import('talk-server').TalkEvent>} events$ */
const saidIn$ = (events$) =>
  events$.pipe(
    filter((event) => event.type === 'said'),
    map(({ bytes }) => bytes),
  );

/** @type {import('rxjs').Observable<import('talk-server').TalkEvent>} */
const upstairs$ = talkServer({ port: upstairsPort, said$: defer(() => saidIn$(downstairs$)) }).pipe(share());
/** @type {import('rxjs').Observable<import('talk-server').TalkEvent>} */
const downstairs$ = talkServer({ port: downstairsPort, said$: defer(() => saidIn$(upstairs$)) }).pipe(
  share(),
);

merge(upstairs$, downstairs$).subscribe({
  next: (event) => {
    if (event.type === 'listening') console.log(`a room on port ${event.port}`);
  },
  error: (error) => console.error(error instanceof Error ? error.message : error),
});
