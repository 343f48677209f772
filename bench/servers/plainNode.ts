/** A chat server in Node.js and nothing else: each chunk straight to every other socket. Its argument is the port. */
import { createServer, type Socket } from 'node:net';

/** As long a queue of newcomers as talk-server has. */
const BACKLOG = 4096;

const sockets = new Set<Socket>();

createServer((socket) => {
  socket.write('Thank you for connecting');
  sockets.add(socket);
  socket.on('data', (chunk) => {
    for (const other of sockets) {
      if (other !== socket) other.write(chunk);
    }
  });
  socket.on('close', () => sockets.delete(socket));
  socket.on('error', () => undefined); // `close` follows
}).listen({ host: '127.0.0.1', port: Number(process.argv[2]), backlog: BACKLOG });
