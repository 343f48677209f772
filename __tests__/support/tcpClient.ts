import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';

const GREETING = 'Thank you for connecting';

/** A client of the real server, which remembers every byte it got. */
export class TcpClient {
  readonly socket: Socket;
  readonly #news = new EventEmitter();
  #chunks: Buffer[] = [];
  #length = 0;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
      this.#news.emit('news');
    });
    for (const event of ['end', 'close', 'error']) socket.on(event, () => this.#news.emit('news'));
  }

  /** Connects, and waits for the greeting, which is then taken off `received`. */
  static async join(port: number, host = '127.0.0.1', greeting = GREETING): Promise<TcpClient> {
    const client = await TcpClient.connect(port, host);
    await client.gets(greeting);
    return client;
  }

  static async connect(port: number, host = '127.0.0.1'): Promise<TcpClient> {
    const client = new TcpClient(connect({ port, host }));
    await once(client.socket, 'connect');
    return client;
  }

  /** The same over a Unix-domain socket. */
  static async joinAt(path: string): Promise<TcpClient> {
    const client = new TcpClient(connect(path));
    await once(client.socket, 'connect');
    await client.gets(GREETING);
    return client;
  }

  get address(): string {
    const { localAddress, localPort } = this.socket;
    return `${String(localAddress).replace('::ffff:', '')}, ${String(localPort)}`;
  }

  /** What came and was not waited for yet. */
  get received(): Buffer {
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [all];
    return all;
  }

  say(bytes: string | Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Waits until exactly these bytes have come, and takes them off; fails as soon as others come. */
  async gets(expected: string | Uint8Array): Promise<void> {
    const bytes = Buffer.from(expected as Uint8Array);
    const got = await this.take(bytes.length);
    if (!got.equals(bytes)) {
      throw new Error(`expected ${show(bytes)} but got ${show(got)}`);
    }
  }

  /** Waits for so many bytes, and takes them off. */
  async take(length: number): Promise<Buffer> {
    await this.#has(length);
    const { received } = this;
    this.#chunks = [received.subarray(length)];
    this.#length -= length;
    return received.subarray(0, length);
  }

  /** Waits until all that came, in Latin-1, is as wanted, and takes it off. */
  async takeWhen(isWanted: (text: string) => boolean): Promise<string> {
    let text = this.received.toString('latin1');
    while (!isWanted(text)) {
      await this.#has(text.length + 1);
      text = this.received.toString('latin1');
    }
    await this.take(text.length);
    return text;
  }

  /** Waits until the server has ended its side, and returns what came until then. */
  async ended(): Promise<Buffer> {
    while (!this.socket.readableEnded && !this.socket.destroyed) {
      await once(this.#news, 'news');
    }
    return this.received;
  }

  /** Ends both sides. */
  leave(): void {
    this.socket.destroy();
  }

  async #has(length: number): Promise<void> {
    while (this.#length < length) {
      if (this.socket.readableEnded || this.socket.destroyed) {
        throw new Error(`ended after ${show(this.received)}, ${length} bytes were expected`);
      }
      await once(this.#news, 'news');
    }
  }
}

function show(bytes: Buffer): string {
  const text = JSON.stringify(bytes.toString('latin1'));
  return text.length <= 300 ? text : `${text.slice(0, 300)}… (${bytes.length} bytes)`;
}
