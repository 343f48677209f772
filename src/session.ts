import { catchError, concat, defer, EMPTY, finalize, map, type Observable, of, takeUntil, tap } from 'rxjs';
import { endOfTurn$ } from './endOfTurn.ts';
import { ConnectionLost } from './errors.ts';
import type { Connection, LeaveReason } from './events.ts';
import { splitMessages } from './operators/splitMessages.ts';
import type { ChatSettings } from './options.ts';

/** A client is there and greeted. */
export interface Arrived {
  readonly type: 'arrived';
  readonly connection: Connection;
}

/** A client sent one message. */
export interface Received {
  readonly type: 'received';
  readonly connection: Connection;
  readonly bytes: Buffer;
}

/** A client is gone. The last of its session. */
export interface Departed {
  readonly type: 'departed';
  readonly connection: Connection;
  readonly reason: LeaveReason;
  readonly error: unknown;
}

export type SessionEvent = Arrived | Received | Departed;

/**
 * The life of one connection: it arrives and is greeted, sends messages, departs, and is closed. Whatever befalls the
 * connection is caught here and becomes the reason of its departure, so it never reaches another. Completes when the
 * client ends its side, when the connection is lost, and when `stop$` emits.
 */
export function session(
  connection: Connection,
  settings: ChatSettings,
  stop$: Observable<unknown>,
): Observable<SessionEvent> {
  return defer(() => {
    let end: Pick<Departed, 'reason' | 'error'> = { reason: 'closed', error: undefined };
    const stopped$ = stop$.pipe(tap(() => (end = { reason: 'stopped', error: undefined })));

    return concat(
      of<Arrived>({ type: 'arrived', connection }),
      defer(() => {
        greet(connection, settings.greeting);
        return connection.received$;
      }).pipe(
        takeUntil(stopped$),
        splitMessages(settings),
        map((bytes): Received => ({ type: 'received', connection, bytes })),
        catchError((error: unknown) => {
          end = { reason: error instanceof ConnectionLost ? error.reason : 'error', error };
          return EMPTY;
        }),
      ),
      defer(() => (end.reason === 'stopped' ? afterLastBatch$ : EMPTY)),
      defer(() => of<Departed>({ type: 'departed', connection, ...end })),
    ).pipe(finalize(() => connection.close()));
  });
}

/**
 * When the server stops, everybody stays for the batch of this turn, which has what was received until now. The batch
 * may be scheduled after the first wait, never after the second.
 */
const afterLastBatch$ = concat(endOfTurn$, endOfTurn$);

function greet(connection: Connection, greeting: string): void {
  if (greeting === '') return;
  const bytes = Buffer.from(greeting);
  connection.send({ bytes, messages: [bytes] });
}
