import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A server that does what the test does with each socket. Dispose of it with `close`. */
export async function serverThat(
  serve: (socket: Socket) => void,
): Promise<{ readonly port: number; readonly close: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port, // of TCP
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
