import { defer, Observable, type Observer, type Subscriber, takeUntil, tap } from 'rxjs';
import { eventLoop } from './eventLoop.ts';
import { ConnectionLost } from './errors.ts';
import type { Connection, LeaveReason } from './events.ts';
import { limitRate } from './operators/limitRate.ts';
import { stripControl } from './operators/stripControl.ts';
import { wholeMessages } from './operators/wholeMessages.ts';
import type { History } from './history.ts';
import type { ChatSettings } from './options.ts';

/** A client is there and greeted. */
export interface Arrived {
  readonly type: 'arrived';
  readonly connection: Connection;
}

/** A client sent one whole message, or several lines at once. */
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
 * The life of one connection: it arrives, is greeted and told the history, sends messages, departs, and is closed. Whatever befalls the
 * connection is caught here and becomes the reason of its departure, so it never reaches another. Completes when the
 * client ends its side, when the connection is lost, and when `stop$` emits. One that was turned away only departs.
 */
export function session(
  connection: Connection,
  settings: ChatSettings,
  history: History,
  stop$: Observable<unknown>,
): Observable<SessionEvent> {
  return new Observable((subscriber) => {
    subscriber.add(() => connection.close());
    const { turnedAway } = connection;
    if (turnedAway !== undefined) {
      subscriber.next({ type: 'departed', connection, reason: turnedAway.reason, error: turnedAway });
      subscriber.complete();
      return;
    }
    subscriber.next({ type: 'arrived', connection });
    if (subscriber.closed) return;

    const life = new Life(connection, subscriber);
    const stopped$ = stop$.pipe(
      tap(() => {
        life.stop();
        connection.endPause?.(); // what was received is passed on
      }),
    );
    const chunks$ = defer(() => {
      greet(connection, settings.greeting);
      const past = history.delivery;
      if (past !== undefined) connection.send(past);
      return connection.received$;
    });
    subscriber.add(
      chunks$
        .pipe(
          takeUntil(stopped$),
          stripControl(settings),
          wholeMessages(settings, connection),
          limitRate(settings, connection, stop$),
        )
        .subscribe(life),
    );
  });
}

/** What one connection brings, and how it ends. One object: there is one for each connection, for as long as it lasts. */
class Life implements Observer<Buffer> {
  readonly #connection: Connection;
  readonly #subscriber: Subscriber<SessionEvent>;
  #isStopped = false;

  constructor(connection: Connection, subscriber: Subscriber<SessionEvent>) {
    this.#connection = connection;
    this.#subscriber = subscriber;
  }

  next(bytes: Buffer): void {
    this.#subscriber.next({ type: 'received', connection: this.#connection, bytes });
  }

  error(error: unknown): void {
    this.#depart(error instanceof ConnectionLost ? error.reason : 'error', error);
  }

  complete(): void {
    if (this.#isStopped) this.#departAfter(TURNS_OF_LAST_BATCH);
    else this.#depart('closed');
  }

  /** What completes after this was stopped, not closed by its client. */
  stop(): void {
    this.#isStopped = true;
  }

  #departAfter(turns: number): void {
    if (turns === 0) this.#depart('stopped');
    else this.#subscriber.add(eventLoop.atEndOfTurn(() => this.#departAfter(turns - 1)));
  }

  #depart(reason: LeaveReason, error?: unknown): void {
    this.#subscriber.next({ type: 'departed', connection: this.#connection, reason, error });
    this.#subscriber.complete();
  }
}

/**
 * When the server stops, everybody stays for the last batch, which has what was received until now. Its first turn may end
 * after the first of these, its second, which brings nothing more, after the second; so it is gone before the third.
 */
const TURNS_OF_LAST_BATCH = 3;

function greet(connection: Connection, greeting: string): void {
  if (greeting === '') return;
  const bytes = Buffer.from(greeting);
  connection.send({ bytes, messages: [bytes] });
}
