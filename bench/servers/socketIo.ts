/** A chat server as one writes it with Socket.IO. Its argument is the port. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { EVENT } from '../protocols/socketIo.ts';

/** As long a queue of newcomers as talk-server has. */
const BACKLOG = 4096;
/** Milliseconds, a day: clients here send and answer no heartbeats. */
const NO_HEARTBEAT = 24 * 60 * 60 * 1000;

const http = createServer();
const chat = new Server(http, { transports: ['websocket'], pingInterval: NO_HEARTBEAT });
chat.on('connection', (socket) => {
  socket.on(EVENT, (text: string) => socket.broadcast.emit(EVENT, text));
});
http.listen({ host: '127.0.0.1', port: Number(process.argv[2]), backlog: BACKLOG });
