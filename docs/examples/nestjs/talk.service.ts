import { setImmediate } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import {
  catchError,
  distinctUntilChanged,
  EMPTY,
  firstValueFrom,
  lastValueFrom,
  map,
  type Observable,
  ReplaySubject,
  scan,
  share,
  shareReplay,
  startWith,
  Subject,
} from 'rxjs';
import { type Client, type TalkEvent, talkServer, type TalkServerOptions } from 'talk-server';

/** Under which the options of the chat are injected. */
export const TALK_OPTIONS = Symbol('TALK_OPTIONS');

/** The chat, for as long as the application runs. */
@Injectable()
export class TalkService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** All that happens, from now on; completes when the chat has ended. Whoever comes later starts no second one. */
  readonly events$: Observable<TalkEvent>;
  /** Who is in the room, now and after every change. */
  readonly clients$: Observable<readonly Client[]>;
  readonly #announcement$ = new Subject<string>();
  /** Remembers that it has emitted: the application may end before the chat has begun. */
  readonly #stop$ = new ReplaySubject<void>(1);

  constructor(@Inject(TALK_OPTIONS) options: TalkServerOptions) {
    this.events$ = talkServer({ ...options, said$: this.#announcement$, stop$: this.#stop$ }).pipe(
      share({ resetOnComplete: false, resetOnError: false, resetOnRefCountZero: false }),
    );
    this.clients$ = this.events$.pipe(
      scan(comeAndGo, NOBODY),
      startWith(NOBODY),
      distinctUntilChanged(),
      map((clients) => [...clients.values()]),
      shareReplay({ bufferSize: 1, refCount: false }),
    );
  }

  /** Resolves when the chat listens, and rejects, which ends the application, where it cannot. */
  async onApplicationBootstrap(): Promise<void> {
    await firstValueFrom(this.clients$); // follows the room from its beginning
    const first = await firstValueFrom(this.events$);
    if (first.type === 'listening') new Logger('Talk').log(`the chat is on port ${first.port}`);
  }

  /** Before Nest closes its HTTP server: the event streams that it serves end with the chat, and so in order. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#stop$.next();
    await lastValueFrom(this.clients$.pipe(catchError(() => EMPTY)), { defaultValue: [] });
    await setImmediate(); // the turn in which their last bytes are written
  }

  /** Says a line to everybody in the room. */
  announce(text: string): void {
    this.#announcement$.next(`${text}\n`);
  }
}

type Clients = ReadonlyMap<number, Client>;

const NOBODY: Clients = new Map();

function comeAndGo(clients: Clients, event: TalkEvent): Clients {
  if (event.type !== 'joined' && event.type !== 'named' && event.type !== 'left') return clients;
  const after = new Map(clients);
  if (event.type === 'left') after.delete(event.id);
  else after.set(event.id, event);
  return after;
}
