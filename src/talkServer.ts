import {
  concatMap,
  connect,
  defer,
  endWith,
  filter,
  from,
  map,
  merge,
  mergeMap,
  type MonoTypeOperatorFunction,
  type Observable,
  of,
  take,
  takeUntil,
  takeWhile,
  tap,
} from 'rxjs';
import { chat } from './chat.ts';
import { type Premises, premisesOf } from './connections/premises.ts';
import { type TcpSettings, tcpSettings } from './connections/settings.ts';
import { type Listener, listenerOn } from './connections/tcp.ts';
import type { EventOf, EventType, Listening, TalkEvent } from './events.ts';
import { checkKinds, WEB_FACTORY } from './kinds.ts';
import { type ChatSettings, chatSettings, type TalkServerOptions, type Wanting } from './options.ts';
import { type Front, NO_FRONT } from './web.ts';

/**
 * The whole chat server, cold: subscribing listens, unsubscribing closes everything.
 *
 * Emits `listening` first, with the real address and port, for each place that it listens at, then all that
 * happens (see {@link TalkEvent}), or what `events` asks for. Runs until it is unsubscribed from, or stopped by
 * `stop$`, after which it completes once everybody has left. Errors with {@link ListenError} (`code` is the
 * system's, such as `EADDRINUSE`) where it cannot listen, with {@link CertificateError} for a TLS file that cannot
 * be used, with {@link OptionError} for an option that cannot be, and as {@link chat} does.
 *
 * Either way the port is free at once, and a connection is closed as soon as it has sent what is unsent,
 * after `drainTimeout` milliseconds at the latest.
 *
 * @category Server
 *
 * @example
 * const server = talkServer({ port: 0, use: filter((said) => said.text !== 'spam') }).subscribe((event) => {
 *   if (event.type === 'listening') console.log(`listening on port ${event.port}`);
 * });
 * server.unsubscribe(); // the port is free, and everybody is gone within drainTimeout
 */
export function talkServer<Wanted extends EventType>(
  options: TalkServerOptions & Wanting<Wanted>,
): Observable<EventOf<Wanted>>;
export function talkServer(options?: TalkServerOptions): Observable<TalkEvent>;
export function talkServer(options: TalkServerOptions = {}): Observable<TalkEvent> {
  return defer(() => {
    // Before it listens: options that cannot be are no reason to.
    const settings = chatSettings(options);
    const tcp = tcpSettings(options);
    checkKinds({ web: options.web }, { web: WEB_FACTORY });
    return settings.stop$.pipe(
      take(1),
      connect((stop$) =>
        premisesOf(tcp).pipe(
          takeUntil(stop$),
          concatMap((premises) => serve(options, settings, tcp, premises, stop$)),
        ),
      ),
    );
  });
}

/** Told apart from every event by being none. */
const IS_OVER = undefined;

/** The chat, and what is served beside it for as long as the chat lasts: whoever asks is told that it stops, too. */
function serve(
  options: TalkServerOptions,
  settings: ChatSettings,
  tcp: TcpSettings,
  premises: Premises,
  stop$: Observable<unknown>,
): Observable<TalkEvent> {
  const { maxMessage } = settings;
  const front$ = options.web?.(premises, { maxMessage, stopping$: stop$ }) ?? of(NO_FRONT);
  return front$.pipe(
    unlessBefore(stop$),
    mergeMap((front) =>
      listenerOn(premises, tcp).pipe(
        takeUntil(stop$),
        mergeMap((listener) => talk(listener, front, options, settings, stop$)),
        endWith(IS_OVER),
      ),
    ),
    takeWhile((event) => event !== IS_OVER),
  );
}

function talk(
  { addresses, connections$, reloaded$ }: Listener,
  front: Front,
  options: TalkServerOptions,
  { events }: ChatSettings,
  stop$: Observable<unknown>,
): Observable<TalkEvent> {
  const isWanted = ({ type }: TalkEvent): boolean => events.has(type);
  const listening$ = merge(
    from(addresses).pipe(map((address): Listening => ({ type: 'listening', service: 'chat', ...address }))),
    from(front.addresses).pipe(map((address): Listening => ({ type: 'listening', ...address }))),
  );
  return merge(
    listening$.pipe(filter(isWanted)),
    merge(connections$, front.connections$).pipe(
      chat({ ...options, stop$, events: [...events, ...front.wanted] }),
      front.watch,
      filter(isWanted),
    ),
    reloaded$.pipe(takeUntil(stop$), filter(isWanted)),
  );
}

/** Ends where `stop$` emits before the first value is there, and lives on where it does after that. */
function unlessBefore<T>(stop$: Observable<unknown>): MonoTypeOperatorFunction<T> {
  return (source$) =>
    defer(() => {
      let isThere = false;
      return source$.pipe(
        tap(() => (isThere = true)),
        takeUntil(stop$.pipe(filter(() => !isThere))),
      );
    });
}
