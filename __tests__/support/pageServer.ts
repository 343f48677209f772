import { type Program, startBin } from './bin.ts';
import { TcpClient } from './tcpClient.ts';

/** `talk-server` with its page. */
export class PageServer {
  readonly program: Program;
  readonly url: string;
  readonly #port: number;
  #clients: TcpClient[] = [];

  private constructor(program: Program, port: number, url: string) {
    this.program = program;
    this.#port = port;
    this.url = url;
  }

  /** @param httpPort 0 takes a free one. */
  static async start(httpPort: number | string = 0, ...args: string[]): Promise<PageServer> {
    const { program, port } = await startBin('--host', '127.0.0.1', '--http', String(httpPort), ...args);
    const [, url = ''] = await program.prints('stderr', /page on (http:\/\/\S+)\n/);
    return new PageServer(program, port, url);
  }

  async join(): Promise<TcpClient> {
    const client = await TcpClient.join(this.#port);
    this.#clients.push(client);
    return client;
  }

  /** Everybody who came by TCP leaves. */
  clear(): void {
    for (const client of this.#clients) client.leave();
    this.#clients = [];
  }
}
