import { CONNECT_WITHIN, GOOD_AFTER, HEARD_LATELY } from './limits.ts';
import { retryDelay } from './retry.ts';
import { Silence } from './silence.ts';

/** How it stands with the server. Told apart by `kind`. */
export type LinkState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected' }
  /** It will be tried again at `retryAt`, in milliseconds of `performance.now()`. */
  | { readonly kind: 'waiting'; readonly retryAt: number; readonly why: Loss };

/**
 * Why there is no connection: it broke (`lost`), the server stopped, a message was longer than it takes (`tooLong`), it has no
 * room (`full`), takes nobody from this address or page (`refused`), or is not there (`unreachable`).
 */
export type Loss = 'lost' | 'stopped' | 'tooLong' | 'full' | 'refused' | 'unreachable';

/** Whom a link tells. */
export interface LinkListener {
  /** Another state. */
  changed(state: LinkState): void;
  /** One message of the room. */
  message(bytes: Uint8Array): void;
  /** One word of the server about the room. */
  news(json: string): void;
  /** The server was silent for long: say something that it answers. */
  doubted(): void;
}

const SUBPROTOCOL = 'talk.room.1';
/** Close codes, as of RFC 6455. */
const GOING_AWAY = 1001;
const TOO_LONG = 1009;
/** Of HTTP. */
const OK = 200;
const FORBIDDEN = 403;
/** How often the silence is measured, in milliseconds. */
const CHECK_EVERY = 5000;

/** The connection to the server, made again whenever it is lost, for as long as the page is there. */
export class Link {
  readonly #url: URL;
  readonly #health: URL;
  readonly #listener: LinkListener;
  #socket: WebSocket | undefined;
  #state: LinkState = { kind: 'connecting' };
  #failures = 0;
  #connectedAt = 0;
  #silence = new Silence(0);
  #timer: number | undefined;

  /** @param base where the page is. */
  constructor(base: string, listener: LinkListener) {
    this.#url = new URL('chat', base);
    this.#url.protocol = this.#url.protocol === 'https:' ? 'wss:' : 'ws:';
    this.#health = new URL('healthz', base);
    this.#listener = listener;
  }

  /** Connects for the first time. */
  open(): void {
    this.#connect();
    window.setInterval(() => this.#check(), CHECK_EVERY);
    window.addEventListener('online', () => this.retry());
    window.addEventListener('offline', () => this.#doubt(performance.now()));
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.retry();
    });
  }

  get isConnected(): boolean {
    return this.#state.kind === 'connected';
  }

  /** Tries at once, or sees whether what seems to be a connection still is one. */
  retry(): void {
    if (this.#state.kind === 'waiting') this.#connect();
    else this.#doubt(performance.now() - HEARD_LATELY);
  }

  /** Sends a message; false where there is no connection, and nothing was sent. */
  send(text: string): boolean {
    if (!this.isConnected || this.#socket === undefined) return false;
    this.#socket.send(text);
    return true;
  }

  /** Bytes that were said and have not left this machine. */
  get unsent(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  #connect(): void {
    window.clearTimeout(this.#timer);
    this.#change({ kind: 'connecting' });
    const socket = new WebSocket(this.#url, SUBPROTOCOL);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#timer = window.setTimeout(() => this.#lose(socket, 'unreachable'), CONNECT_WITHIN);

    socket.addEventListener('open', () => {
      if (socket !== this.#socket) return;
      window.clearTimeout(this.#timer);
      this.#connectedAt = performance.now();
      this.#silence = new Silence(this.#connectedAt);
      this.#change({ kind: 'connected' });
    });
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (socket !== this.#socket) return;
      this.#silence.heard(performance.now());
      if (typeof data === 'string') this.#listener.news(data);
      else if (data instanceof ArrayBuffer) this.#listener.message(new Uint8Array(data));
    });
    socket.addEventListener('close', ({ code }) => this.#lose(socket, this.#lossOf(code)));
  }

  #lossOf(code: number): Loss {
    if (this.#state.kind !== 'connected') return 'unreachable';
    if (code === GOING_AWAY) return 'stopped';
    return code === TOO_LONG ? 'tooLong' : 'lost';
  }

  #lose(socket: WebSocket, why: Loss): void {
    if (socket !== this.#socket) return;
    window.clearTimeout(this.#timer);
    const now = performance.now();
    if (this.isConnected && now - this.#connectedAt >= GOOD_AFTER) this.#failures = 0;
    const delay = retryDelay(this.#failures, Math.random());
    this.#failures += 1;
    this.#timer = window.setTimeout(() => this.#connect(), delay);
    this.#change({ kind: 'waiting', retryAt: now + delay, why });
    this.#socket = undefined;
    socket.close();
    if (why === 'unreachable') void this.#askWhy();
  }

  /** A browser does not tell why it could not connect; how the server answers otherwise does. */
  async #askWhy(): Promise<void> {
    const state = this.#state;
    const status = await fetch(this.#health, { cache: 'no-store' }).then(
      (response) => response.status,
      () => undefined,
    );
    if (state !== this.#state || state.kind !== 'waiting') return;
    if (status === FORBIDDEN) this.#change({ ...state, why: 'refused' });
    else if (status === OK) this.#change({ ...state, why: 'full' });
  }

  #doubt(then: number): void {
    this.#silence.doubt(then);
    this.#check();
  }

  #check(): void {
    if (this.#state.kind !== 'connected' || this.#socket === undefined) return;
    switch (this.#silence.check(performance.now())) {
      case 'fine':
        break;
      case 'ask':
        this.#listener.doubted();
        break;
      case 'gone':
        this.#lose(this.#socket, 'lost');
        break;
    }
  }

  #change(state: LinkState): void {
    this.#state = state;
    this.#listener.changed(state);
  }
}
