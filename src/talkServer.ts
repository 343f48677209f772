import { connect, defer, filter, from, map, merge, mergeMap, type Observable, take, takeUntil } from 'rxjs';
import { chat } from './chat.ts';
import { tcpListener } from './connections/tcp.ts';
import type { EventOf, EventType, TalkEvent } from './events.ts';
import { chatSettings, type TalkServerOptions, type Wanting } from './options.ts';

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
    const { stop$: asked$, events } = chatSettings(options); // before it listens: options that cannot be are no reason to
    const isWanted = ({ type }: TalkEvent): boolean => events.has(type);
    return asked$.pipe(
      take(1),
      connect((stop$) =>
        tcpListener(options).pipe(
          takeUntil(stop$),
          mergeMap(({ addresses, connections$, reloaded$ }) => {
            const listening$ = from(addresses).pipe(
              map(({ address, port }): TalkEvent => ({ type: 'listening', address, port })),
            );
            return merge(
              listening$.pipe(filter(isWanted)),
              connections$.pipe(chat({ ...options, stop$ })),
              reloaded$.pipe(takeUntil(stop$), filter(isWanted)),
            );
          }),
        ),
      ),
    );
  });
}
