import {
  connect,
  defer,
  finalize,
  merge,
  type OperatorFunction,
  take,
  takeUntil,
  identity as pass,
} from 'rxjs';
import { ALONE } from './backplane.ts';
import type { Connection, EventOf, EventType, TalkEvent } from './events.ts';
import { History } from './history.ts';
import { announce } from './operators/announce.ts';
import { answerWho } from './operators/answerWho.ts';
import { eachThrough } from './operators/eachThrough.ts';
import { fanOut, type Outgoing, spokenBytes } from './operators/fanOut.ts';
import { gather } from './operators/gather.ts';
import { handOut } from './operators/handOut.ts';
import { limitRequests } from './operators/limitRequests.ts';
import { mergeEach } from './operators/mergeEach.ts';
import { parseMessages } from './operators/parseMessages.ts';
import { route } from './operators/route.ts';
import { withOthers } from './operators/withOthers.ts';
import { type RosterEvent, withRoster } from './operators/withRoster.ts';
import { withStats } from './operators/withStats.ts';
import { type ChatOptions, chatSettings, type Wanting } from './options.ts';
import { Roster } from './roster.ts';
import { session } from './session.ts';
import { Tally } from './tally.ts';

/**
 * The chat server without its sockets: connections and the data on them are observables, they merge into one stream of
 * messages, and operators learn names, answer `/who:` and fan out to everybody but the sender what is said.
 *
 * Emits all that happens, or the types of `events` alone, in order, batch by batch, after what was said is on its way.
 * Each subscription is a chat of its own. Completes when the connections, their sessions and `said$` have completed, and
 * after `stop$` has emitted. Errors with `OptionError` for an option that cannot be, and with whatever the sources and
 * operators in the options error with; what befalls one connection is no error but its `left`. Unsubscribing closes
 * every connection.
 *
 * @example
 * tcpConnections({ port: 4000 })
 *   .pipe(chat({ framing: 'line' }), filter((event) => event.type === 'said'))
 *   .subscribe(({ name, text }) => console.log(name, text));
 */
export function chat<Wanted extends EventType>(
  options: ChatOptions & Wanting<Wanted>,
): OperatorFunction<Connection, EventOf<Wanted>>;
export function chat(options?: ChatOptions): OperatorFunction<Connection, TalkEvent>;
export function chat(options: ChatOptions = {}): OperatorFunction<Connection, TalkEvent> {
  return (connections$) =>
    defer(() => {
      const settings = chatSettings(options);
      const roster = new Roster();
      const tally = new Tally();
      const history = new History(settings);
      const backplane = settings.backplane?.({ roster, ...settings }) ?? ALONE;

      return settings.stop$.pipe(
        take(1),
        connect((stop$) => {
          const stopEach$ = stop$.pipe(handOut());
          const happening$ = merge(connections$, settings.connections$).pipe(
            takeUntil(stop$),
            mergeEach((connection) =>
              session(connection, settings, history, stopEach$).pipe(parseMessages(settings)),
            ),
            withRoster(roster),
            route<RosterEvent, Outgoing>({
              joined: pass,
              named: pass,
              said: eachThrough(settings.use),
              askedWho: (requests$) =>
                requests$.pipe(limitRequests(settings, roster), answerWho(roster, backplane, settings)),
              left: pass,
            }),
          );
          const announcements$ = settings.said$.pipe(takeUntil(stop$), announce());

          return merge(happening$, announcements$).pipe(
            withOthers(backplane, history),
            gather(spokenBytes),
            fanOut({ roster, backplane, history, tally }, settings.events),
            withStats(settings, (isLast) => tally.stats(roster.size, isLast)),
            finalize(() => backplane.close()),
          );
        }),
      );
    });
}
