import { EventEmitter, once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';

const GREETING = 'Thank you for connecting';

/** One message as a WebSocket brings it. */
interface Frame {
  readonly bytes: Buffer;
  readonly isText: boolean;
}

/** A client over WebSocket, which remembers every message it got. */
export class WebSocketClient {
  readonly socket: WebSocket;
  /** What came and was not waited for yet. */
  readonly received: Frame[] = [];
  readonly closed: Promise<number>;
  readonly #news = new EventEmitter();

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (bytes: Buffer, isBinary) => {
      this.received.push({ bytes, isText: !isBinary });
      this.#news.emit('news');
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code) => {
        resolve(code);
        this.#news.emit('news');
      });
    });
    socket.on('error', () => undefined);
  }

  /** Connects, without waiting for anything. */
  static connect(port: number, protocols: string[] = [], options: ClientOptions = {}): WebSocketClient {
    return new WebSocketClient(new WebSocket(`ws://127.0.0.1:${port}/chat`, protocols, options));
  }

  /** Connects, and waits for the greeting, which is then taken off `received`. */
  static async join(port: number, protocols?: string[], options?: ClientOptions): Promise<WebSocketClient> {
    const client = WebSocketClient.connect(port, protocols, options);
    await client.gets(GREETING);
    return client;
  }

  say(data: string | Buffer): void {
    this.socket.send(data);
  }

  /** Waits for the next message. */
  async next(): Promise<Frame> {
    for (;;) {
      const first = this.received.shift();
      if (first !== undefined) return first;
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error('closed');
      await once(this.#news, 'news');
    }
  }

  /** Waits until the next message is exactly these bytes, in a binary frame. */
  async gets(expected: string | Uint8Array): Promise<void> {
    const { bytes, isText } = await this.next();
    const wanted = Buffer.from(expected as Uint8Array);
    if (isText || !bytes.equals(wanted)) {
      throw new Error(
        `expected ${JSON.stringify(wanted.toString('latin1'))} but got ${bytes.toString('latin1')}`,
      );
    }
  }

  /** Waits for the next message, which is what the server tells about the room. */
  async told(): Promise<unknown> {
    const { bytes, isText } = await this.next();
    if (!isText) throw new Error(`not told but sent: ${bytes.toString('latin1')}`);
    return JSON.parse(bytes.toString());
  }

  leave(): void {
    this.socket.terminate();
  }
}
