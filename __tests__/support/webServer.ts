import type { TalkServerOptions } from '../../src/options.ts';
import type { WebOptions } from '../../src/web/settings.ts';
import { webFront } from '../../src/web/webFront.ts';
import { RunningServer } from './runningServer.ts';
import { WebSocketClient } from './webSocketClient.ts';

/** The real server with its page, on free ports of the loopback. */
export class WebServer {
  readonly tcp: RunningServer;
  readonly port: number;
  readonly #clients: WebSocketClient[] = [];

  private constructor(tcp: RunningServer, port: number) {
    this.tcp = tcp;
    this.port = port;
  }

  static async start(options: TalkServerOptions = {}, web: WebOptions = { httpPort: 0 }): Promise<WebServer> {
    const tcp = await RunningServer.start({ host: '127.0.0.1', ...options, web: webFront(web) });
    const { port } = await tcp.event('listening', ({ service }) => service !== 'chat');
    return new WebServer(tcp, port);
  }

  async join(protocols: string[] = []): Promise<WebSocketClient> {
    const client = await WebSocketClient.join(this.port, protocols);
    this.#clients.push(client);
    return client;
  }

  close(): void {
    for (const client of this.#clients) client.leave();
    this.tcp.close();
  }
}
