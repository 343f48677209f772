import { filter, firstValueFrom, type Observable, ReplaySubject, Subscription } from 'rxjs';
import type { EventOf, EventType, TalkEvent } from '../../src/events.ts';
import type { TalkServerOptions } from '../../src/options.ts';
import { talkServer } from '../../src/talkServer.ts';
import { TcpClient } from './tcpClient.ts';

/** The real server on a free port of the loopback, in this process. Dispose of it with `close`. */
export class RunningServer {
  readonly events: TalkEvent[] = [];
  readonly port: number;
  readonly #event$: ReplaySubject<TalkEvent>;
  readonly #subscription: Subscription;
  readonly #clients: TcpClient[] = [];

  private constructor(port: number, event$: ReplaySubject<TalkEvent>, subscription: Subscription) {
    this.port = port;
    this.#event$ = event$;
    this.#subscription = subscription;
    event$.subscribe({ next: (event) => this.events.push(event), error: () => undefined });
  }

  static async start(options: TalkServerOptions = {}): Promise<RunningServer> {
    const event$ = new ReplaySubject<TalkEvent>();
    const subscription = talkServer({ port: 0, ...options }).subscribe(event$);
    const listening = await firstValueFrom(event$);
    if (listening.type !== 'listening') throw new Error(`${listening.type} came before listening`);
    return new RunningServer(listening.port, event$, subscription);
  }

  /** All events, from the first. */
  get event$(): Observable<TalkEvent> {
    return this.#event$;
  }

  async join(host?: string, greeting?: string): Promise<TcpClient> {
    const client = await TcpClient.join(this.port, host, greeting);
    this.#clients.push(client);
    return client;
  }

  async joinMany(count: number): Promise<TcpClient[]> {
    const clients: TcpClient[] = [];
    for (let client = 0; client < count; client++) clients.push(await this.join());
    return clients;
  }

  /** The first event of this type that fits, past or to come. */
  async event<Type extends EventType>(
    type: Type,
    fits: (event: EventOf<Type>) => boolean = () => true,
  ): Promise<EventOf<Type>> {
    const isIt = (event: TalkEvent): event is EventOf<Type> =>
      event.type === type && fits(event as EventOf<Type>);
    return await firstValueFrom(this.#event$.pipe(filter(isIt)));
  }

  close(): void {
    for (const client of this.#clients) client.leave();
    this.#subscription.unsubscribe();
  }
}
