// A web server and the chat in one process: Express tells who is in the room and what was said, and says what it is
// given. When it is stopped, it answers what it was asked before, and then the chat passes on the last words and ends.
//
//   npm install talk-server rxjs express
//   node docs/examples/express.js [HTTP port] [chat port]
//
//   curl localhost:8080/room
//   curl localhost:8080/messages
//   curl --data 'The room closes at five.' localhost:8080/announce
// @ts-check
import express from 'express';
import {
  endWith,
  firstValueFrom,
  ignoreElements,
  merge,
  Observable,
  scan,
  share,
  shareReplay,
  startWith,
  Subject,
  tap,
} from 'rxjs';
import { talkServer } from 'talk-server';

/** @import { Client, EventOf } from 'talk-server' */
/** @typedef {EventOf<'listening' | 'joined' | 'named' | 'said' | 'announced' | 'left'>} Event */

const [httpPort = 8080, chatPort = 12345] = process.argv.slice(2).map(Number);
/** How many messages are kept for those who ask later. */
const RECENT = 20;
/** Milliseconds that requests may take to end when the program does. */
const GRACE = 500;

/**
 * What is known of the room.
 *
 * @typedef {object} Room
 * @property {ReadonlyMap<number, Client>} clients who is there, by their ids
 * @property {{ joined: number, left: number, messages: number, bytes: number }} counters since the chat began
 * @property {readonly { name: string | null, text: string }[]} recent what was said last; null is the program itself
 */

/** @type {Room} */
const EMPTY_ROOM = {
  clients: new Map(),
  counters: { joined: 0, left: 0, messages: 0, bytes: 0 },
  recent: [],
};

/** @type {(room: Room, event: Event) => Room} */
function follow(room, event) {
  const { clients, counters, recent } = room;
  switch (event.type) {
    case 'listening':
      return room;
    case 'joined':
      return {
        ...room,
        clients: new Map(clients).set(event.id, event),
        counters: { ...counters, joined: counters.joined + 1 },
      };
    case 'named':
      return { ...room, clients: new Map(clients).set(event.id, event) };
    case 'said':
    case 'announced':
      return {
        ...room,
        counters: {
          ...counters,
          messages: counters.messages + 1,
          bytes: counters.bytes + event.bytes.length,
        },
        recent: [...recent, { name: event.type === 'said' ? event.name : null, text: event.text }].slice(
          -RECENT,
        ),
      };
    case 'left':
      if (!clients.has(event.id)) return room; // it was never let in
      return {
        ...room,
        clients: new Map([...clients].filter(([id]) => id !== event.id)),
        counters: { ...counters, left: counters.left + 1 },
      };
  }
}

const app = express();
/** @type {Subject<string>} */
const announcement$ = new Subject();

app.get('/room', async (_request, response) => {
  const { clients, counters } = await firstValueFrom(room$);
  response.json({
    clients: [...clients.values()].map(({ name, address, port }) => ({ name, address, port })),
    counters,
  });
});

app.get('/messages', async (_request, response) => {
  response.json((await firstValueFrom(room$)).recent);
});

app.post('/announce', express.text({ type: () => true }), (request, response) => {
  /** @type {unknown} */
  const text = request.body;
  if (typeof text !== 'string' || text.trim() === '') {
    response.status(400).json({ error: 'nothing to say: send the text as the body' });
    return;
  }
  announcement$.next(`${text.trimEnd()}\n`);
  response.status(202).end();
});

/** The web server, cold: listens while it is subscribed to, and completes once it was stopped and has answered everybody. */
const listening$ = new Observable((subscriber) => {
  const server = app.listen(httpPort, (error) => {
    if (error) subscriber.error(error);
    else console.log(`HTTP is on port ${portOf(server.address())}`);
  });
  const stop = () => {
    server.close(() => subscriber.complete());
    setTimeout(() => server.closeAllConnections(), GRACE).unref();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  return () => {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    server.close();
  };
});
const web$ = listening$.pipe(share());

/** @param {import('node:net').AddressInfo | string | null} address */
function portOf(address) {
  return typeof address === 'object' && address !== null ? address.port : address;
}

const room$ = talkServer({
  port: chatPort,
  events: ['listening', 'joined', 'named', 'said', 'announced', 'left'],
  said$: announcement$,
  stop$: web$.pipe(ignoreElements(), endWith('answered')),
}).pipe(
  tap((event) => {
    if (event.type === 'listening') console.log(`the chat is on port ${event.port}`);
  }),
  scan(follow, EMPTY_ROOM),
  startWith(EMPTY_ROOM),
  shareReplay({ bufferSize: 1, refCount: true }),
);

merge(web$, room$).subscribe({
  error: (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
});
