import { EMPTY, identity, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import type { Premises } from './connections/premises.ts';
import type { Address } from './connections/tcp.ts';
import type { Connection, EventType, Service, TalkEvent } from './events.ts';

/** What whoever serves HTTP beside the chat is to know of it. */
export interface Beside {
  /** Bytes that a message of a client may have. */
  readonly maxMessage: number;
  /** Emits when the chat begins to stop: from then on nobody new is let in. */
  readonly stopping$: Observable<unknown>;
}

/**
 * Serves HTTP beside the chat: called once for each subscription to the server. What it returns is cold: subscribing
 * listens, unsubscribing closes all but the clients. Emits one `Front` once it listens. Errors with `ListenError`.
 */
export type WebFactory = (premises: Premises, beside: Beside) => Observable<Front>;

/** Where the front listens, and what is there. */
export interface FrontAddress extends Address {
  readonly service: Exclude<Service, 'chat'>;
}

/** What is served over HTTP, and who comes that way. */
export interface Front {
  /** All places that it listens at. */
  readonly addresses: readonly FrontAddress[];
  /** The clients that come by WebSocket, and those who are turned away; for one subscriber. */
  readonly connections$: Observable<Connection>;
  /** The types of events that `watch` needs, beside those that are asked for. */
  readonly wanted: readonly EventType[];
  /** Sees all that happens in the chat. The events pass unchanged. */
  readonly watch: MonoTypeOperatorFunction<TalkEvent>;
}

/** Nothing is served over HTTP. */
export const NO_FRONT: Front = { addresses: [], connections$: EMPTY, wanted: [], watch: identity };
