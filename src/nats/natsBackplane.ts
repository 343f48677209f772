import type { NatsConnection } from '@nats-io/transport-node';
import {
  asyncScheduler,
  catchError,
  defer,
  EMPTY,
  filter,
  finalize,
  from,
  interval,
  map,
  merge,
  mergeMap,
  Observable,
  of,
  race,
  repeat,
  type Subscription,
  tap,
  throwError,
  timer,
} from 'rxjs';
import {
  type Backplane,
  type BackplaneFactory,
  type Elsewhere,
  type Here,
  NOBODY_ELSE,
} from '../backplane.ts';
import { BackplaneError, errorFrom } from '../errors.ts';
import type { LinkEvent } from '../events.ts';
import type { Outgoing } from '../operators/fanOut.ts';
import { dial, isRefusal } from './broker.ts';
import { ANSWERED_WITHIN, LocalNode } from './localNode.ts';
import type { Coming } from './mender.ts';
import { asking } from './question.ts';
import { type NatsOptions, natsSettings, type NatsSettings } from './settings.ts';
import { slowDown } from './slowDown.ts';
import { sayBye, stay } from './stay.ts';

/** Milliseconds from one attempt to reach a broker to the next, at least, and by how much more that may be. */
const TRY_AGAIN = 100;
const JITTER = 200;
/** Milliseconds from one look to the next at what could be kept no longer. */
const LOOK_EVERY = 1000;
/** Milliseconds in which a refusal is one at the start. */
const START = 10_000;
/** Milliseconds that the last words may take. */
const LAST_WORDS = 200;

/**
 * Makes the chats of several machines one room, over NATS: for the option `backplane` of `talkServer` and `chat`. What is
 * said reaches the clients of this machine first and those of the others then, in the order in which each said it, each
 * message once. While no broker can be reached, this machine's clients hear each other, and what they say is kept for the
 * others.
 *
 * Throws `OptionError` for an option that cannot be, `BackplaneError` for a file that cannot be used. The stream errors
 * with `BackplaneError` where the broker refuses the credentials when it is first asked.
 *
 * @example
 * talkServer({ backplane: natsBackplane({ servers: ['nats://localhost:4222'], room: 'lobby' }) }).subscribe();
 */
export function natsBackplane(options: NatsOptions): BackplaneFactory {
  const settings = natsSettings(options);
  return (here) => new NatsBackplane(settings, here);
}

class NatsBackplane implements Backplane {
  readonly id: string;
  readonly #node: LocalNode;
  readonly #servers: readonly string[];
  #attempts = 0;
  #connection: NatsConnection | undefined;
  /** The answer that may still be good: it is for as long as no node comes or goes. */
  #asked: { readonly changes: number; readonly elsewhere$: Observable<Elsewhere> } | undefined;
  /** When the stay began, or the last one did. */
  #begunAt = -Infinity;
  #running: Subscription | undefined;
  /** How often it was joined. */
  #stays = 0;
  /** What was told of the link. */
  #isDown = false;
  #isRefused = false;
  #isClosed = false;

  /** Whoever unsubscribes hears no more, but the link lives on until `close` has handed on the rest. */
  readonly others$ = new Observable<Coming>((subscriber) => {
    this.#running = merge(this.#comeAndGo(), this.#losses()).subscribe({
      next: (coming) => subscriber.next(coming),
      error: (error: unknown) => subscriber.error(error),
    });
  });

  constructor(settings: NatsSettings, here: Here) {
    this.#node = new LocalNode(settings, here);
    this.id = this.#node.id;
    this.#servers = settings.access.servers;
  }

  publish(outgoing: readonly Outgoing[]): void {
    const { queue, sender } = this.#node;
    queue.add(outgoing);
    sender.send();
    if (this.#connection !== undefined) slowDown(outgoing, queue.fullness, sender.waiting);
  }

  who(): Observable<Elsewhere> {
    const { nodes } = this.#node;
    if (this.#connection === undefined) {
      return of({ parts: [], missing: nodes.size === 0 ? undefined : nodes.size });
    }
    const unheard = this.#begunAt + ANSWERED_WITHIN - performance.now();
    if (unheard > 0) return timer(unheard).pipe(mergeMap(() => this.who()));
    if (nodes.size === 0) return of(NOBODY_ELSE);
    if (this.#asked?.changes !== nodes.changes) {
      this.#asked = { changes: nodes.changes, elsewhere$: asking(this.#connection, this.#node) };
    }
    return this.#asked.elsewhere$;
  }

  /** While there is no link, one may come until then. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { queue, here } = this.#node;
    if (this.#connection !== undefined) this.#leave(this.#connection);
    else if (queue.isEmpty) this.#running?.unsubscribe();
    else this.#running?.add(asyncScheduler.schedule(() => this.#running?.unsubscribe(), here.drainTimeout));
  }

  /** One stay after the other, at one broker or another, in their order. */
  #comeAndGo(): Observable<Coming> {
    return defer(() => this.#stayAt(this.#nextServer())).pipe(
      repeat({ delay: () => timer(TRY_AGAIN + Math.random() * JITTER) }),
    );
  }

  #nextServer(): string {
    const server = this.#servers[this.#attempts % this.#servers.length] ?? '';
    this.#attempts += 1;
    return server;
  }

  /** Completes when there is no link, any more or at all, after what is to be told of that. */
  #stayAt(server: string): Observable<Coming> {
    return defer(() => from(this.#dial(server))).pipe(
      mergeMap((connection) => {
        this.#begin(connection);
        return stay(connection, this.#node).pipe(
          tap((coming) => {
            if (coming.type === 'link' && coming.link === 'up') this.#isDown = false;
          }),
          finalize(() => this.#end(connection)),
        );
      }),
      catchError((error: unknown) => this.#down(server, error)),
    );
  }

  async #dial(server: string): Promise<NatsConnection> {
    const connection = await dial(server, this.id, this.#node.settings.access);
    if (this.#running?.closed === true) await connection.close(); // nobody wants it any more
    return connection;
  }

  #begin(connection: NatsConnection): void {
    this.#stays += 1;
    this.#begunAt = performance.now();
    this.#isRefused = false;
    this.#connection = connection;
    if (this.#isClosed) this.#leave(connection);
  }

  #end(connection: NatsConnection): void {
    this.#connection = undefined;
    this.#asked = undefined;
    void connection.close().catch(() => undefined); // it may be blocked for good, and is not waited for
  }

  /** Told once for each outage, and once more where the broker is there and refuses this node. */
  #down(server: string, error: unknown): Observable<LinkEvent> {
    const reason = errorFrom(error).message;
    const refused = isRefusal(error);
    this.#node.serveAlone();
    if (refused && this.#isFirst()) {
      const advice = 'give it a user and a password, or credentials, that may do what a node does';
      const message = `the broker ${server} does not let this node in (${reason}): ${advice}`;
      return throwError(() => new BackplaneError(message, { cause: error }));
    }
    const isTried = this.#stays > 0 || this.#attempts >= this.#servers.length;
    const isNews = refused ? !this.#isRefused : !this.#isDown && isTried;
    this.#isRefused = refused;
    if (!isNews) return EMPTY;
    this.#isDown = true;
    const cause = new Error(`${server}: ${reason}`, { cause: error });
    return of({ type: 'link', link: 'down', node: this.id, error: cause });
  }

  /** Whether what was tried is what there is to try at the start: once each broker, and one stay at most. */
  #isFirst(): boolean {
    return this.#stays <= 1 && this.#attempts <= this.#servers.length && this.#node.age < START;
  }

  /** What could be kept no longer, told once for a while of it. */
  #losses(): Observable<LinkEvent> {
    return interval(LOOK_EVERY).pipe(
      map(() => this.#node.queue.takeLoss()),
      filter((loss) => loss !== undefined),
      map((loss) => ({ type: 'link', link: 'dropped', ...loss })),
    );
  }

  /** Once the others have all that was said here, or cannot have it in time. */
  #leave(connection: NatsConnection): void {
    const { sender, here } = this.#node;
    race(from(sender.empty()), timer(here.drainTimeout))
      .pipe(
        tap(() => sayBye(connection, this.#node)),
        mergeMap(() => race(from(connection.flush()), timer(LAST_WORDS))),
      )
      .subscribe({
        error: () => this.#running?.unsubscribe(), // the link was lost meanwhile
        complete: () => this.#running?.unsubscribe(),
      });
  }
}
