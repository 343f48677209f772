export { botConnection } from './bot.ts';
export { chat } from './chat.ts';
export { nextConnectionId } from './connections/connectionId.ts';
export { type Address, type Listener, tcpConnections, tcpListener } from './connections/tcp.ts';
export { CertificateError, ConnectionLost, ListenError, OptionError } from './errors.ts';
export type {
  Announced,
  AskedWho,
  Client,
  Connection,
  Delivery,
  EventOf,
  EventType,
  Joined,
  LeaveReason,
  Left,
  Listening,
  Named,
  Reloaded,
  SaidEvent,
  Spoke,
  Stats,
  TalkEvent,
} from './events.ts';
export type { ChatOptions, Framing, TalkServerOptions, TcpOptions, Wanting } from './options.ts';
export type { Said } from './said.ts';
export { talkServer } from './talkServer.ts';
