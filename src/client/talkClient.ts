import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import {
  catchError,
  concat,
  defer,
  EMPTY,
  filter,
  finalize,
  fromEvent,
  map,
  mergeMap,
  NEVER,
  type Observable,
  of,
  ReplaySubject,
  retry,
  share,
  startWith,
  switchMap,
  take,
  takeUntil,
  takeWhile,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { errorFrom } from '../errors.ts';
import { backoff } from './backoff.ts';
import type { ClientMessage, ClientStatus, Connected, SayOutcome } from './clientEvents.ts';
import { type ClientSettings, clientSettings, type TalkClientOptions } from './clientSettings.ts';
import { connectServer } from './connectServer.ts';
import { cutMessages } from './cutMessages.ts';
import { readMessages } from './readMessages.ts';
import { receive } from './receive.ts';
import { ServerLost } from './serverLost.ts';
import { WHO } from './typedLine.ts';
import { WhoAnswers } from './whoAnswers.ts';

/** One that takes part in a chat. */
export interface TalkClient {
  /** As whom. */
  readonly name: string;
  /** What the server sends, from the moment of subscription on. */
  readonly messages$: Observable<ClientMessage>;
  /** How it stands with the connection: first how it stands now. */
  readonly status$: Observable<ClientStatus>;
  /**
   * Emits once, and completes, as soon as there is a connection and nothing waits for the network. For whoever has more to
   * say than a person.
   */
  readonly ready$: Observable<unknown>;
  /**
   * Says the text as `<name> says: <text>`, and each line of it as a message of its own. `/who:` asks the server who is
   * there. Tells whether it was handed to the system. Nothing is kept for later: what is refused is the caller's to keep.
   */
  say(text: string): SayOutcome;
}

/**
 * The client's half of the protocol. Its streams are live, and share one connection: the first subscription to any of them
 * connects, and the end of the last one closes the connection at once; `stop$` ends it in order. Subscribed again after
 * that, it connects again.
 *
 * The streams complete after `stop$`. They never error, but for `reconnect: false`, and then with `ServerLost`.
 * Throws `OptionError` for an option that it cannot have, and `CertificateError` for a file that cannot be used.
 */
export function talkClient(options: TalkClientOptions = {}): TalkClient {
  return new Client(clientSettings(options));
}

type ClientEvent =
  | { readonly type: 'message'; readonly message: ClientMessage }
  | { readonly type: 'status'; readonly status: ClientStatus };

/** A socket that is connected, and what was asked on it. */
interface Link {
  readonly socket: Socket;
  readonly answers: WhoAnswers;
}

class Client implements TalkClient {
  readonly name: string;
  readonly messages$: Observable<ClientMessage>;
  readonly status$: Observable<ClientStatus>;
  readonly ready$: Observable<unknown>;
  readonly #settings: ClientSettings;
  #status: ClientStatus | undefined;
  #link: Link | undefined;

  constructor(settings: ClientSettings) {
    this.#settings = settings;
    this.name = settings.name;
    const event$ = this.#events().pipe(share());
    this.messages$ = event$.pipe(
      filter((event) => event.type === 'message'),
      map(({ message }) => message),
    );
    this.status$ = defer(() => {
      const now = this.#status;
      const status$ = event$.pipe(
        filter((event) => event.type === 'status'),
        map(({ status }) => status),
      );
      return now === undefined ? status$ : status$.pipe(startWith(now));
    });
    this.ready$ = this.status$.pipe(
      takeWhile(({ kind }) => kind !== 'closed'),
      startWith(undefined),
      switchMap(() => (this.#link === undefined ? NEVER : room(this.#link.socket))),
      take(1),
    );
  }

  say(text: string): SayOutcome {
    if (this.#link === undefined) return 'not connected';
    const { socket, answers } = this.#link;
    if (!socket.writable) return 'not connected';
    const lines = text.split(/\r\n|\r|\n/);
    const bytes = Buffer.from(lines.map((line) => `${this.name} says: ${line}\n`).join(''));
    if (socket.writableLength + bytes.length > this.#settings.maxUnsent) return 'too much unsent';
    for (const line of lines) if (line === WHO) answers.ask();
    socket.write(bytes);
    return 'sent';
  }

  /** All that happens, from connecting to the end. */
  #events(): Observable<ClientEvent> {
    return defer(() => {
      // Once it has emitted, every later step is told so too.
      const stopped$ = this.#settings.stop$.pipe(
        take(1),
        share({ connector: () => new ReplaySubject(1), resetOnComplete: false }),
      );
      return concat(this.#connections(stopped$), of(statusEvent({ kind: 'closed' }))).pipe(
        takeUntil(stopped$.pipe(switchMap(() => NEVER))), // keeps `stop$` subscribed, and ends nothing
        tap((event) => {
          if (event.type === 'status') this.#status = event.status;
        }),
        finalize(() => {
          this.#status = undefined;
        }),
      );
    });
  }

  /** One connection after the other. */
  #connections(stopped$: Observable<unknown>): Observable<ClientEvent> {
    const { host, port, reconnect, reconnectMost } = this.#settings;
    return defer(() => {
      let failures = 0;
      let wait = 0;
      const connection$ = defer(() => {
        let since = Infinity;
        return concat(
          of(statusEvent({ kind: 'connecting', host, port, attempt: failures + 1 })),
          connectServer(this.#settings).pipe(
            takeUntil(stopped$),
            tap(() => (since = performance.now())),
            mergeMap((socket) => this.#connection(socket, stopped$)),
          ),
        ).pipe(
          catchError((error: unknown) => {
            const isLost = reconnect && error instanceof ServerLost;
            failures = performance.now() - since > reconnectMost ? 1 : failures + 1;
            wait = backoff(failures, this.#settings, Math.random());
            return concat(
              isLost ? of(statusEvent({ kind: 'lost', error, wait })) : EMPTY,
              throwError(() => errorFrom(error)),
            );
          }),
        );
      });
      return connection$.pipe(
        retry({
          delay: (error: unknown) =>
            reconnect && error instanceof ServerLost
              ? timer(wait).pipe(takeUntil(stopped$))
              : throwError(() => errorFrom(error)),
        }),
      );
    });
  }

  /** One connection, from its first byte to its end. */
  #connection(socket: Socket, stopped$: Observable<unknown>): Observable<ClientEvent> {
    const link = { socket, answers: new WhoAnswers() };
    this.#link = link;
    return concat(
      of(statusEvent(connected(socket))),
      defer(() => this.#received(link, stopped$)),
    ).pipe(
      finalize(() => {
        this.#link = undefined;
        socket.destroy();
      }),
    );
  }

  #received({ socket, answers }: Link, stopped$: Observable<unknown>): Observable<ClientEvent> {
    return receive(socket, this.#settings, stopped$).pipe(
      cutMessages(this.#settings),
      readMessages(answers),
      map((message) => ({ type: 'message', message })),
    );
  }
}

function statusEvent(status: ClientStatus): ClientEvent {
  return { type: 'status', status };
}

function connected(socket: Socket): Connected {
  return {
    kind: 'connected',
    address: (socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    port: socket.remotePort ?? 0,
    localPort: socket.localPort ?? 0,
    tls: socket instanceof TLSSocket ? (socket.getProtocol() ?? undefined) : undefined,
  };
}

/** Emits when nothing waits to be sent. */
function room(socket: Socket): Observable<unknown> {
  return socket.writableNeedDrain ? fromEvent(socket, 'drain') : of(undefined);
}
