export type {
  Backplane,
  BackplaneFactory,
  Elsewhere,
  Here,
  Member,
  Part,
  Past,
  Relayed,
} from './backplane.ts';
export { botConnection } from './bot.ts';
export { chat } from './chat.ts';
export { nextConnectionId } from './connections/connectionId.ts';
export { type Address, type Listener, tcpConnections, tcpListener } from './connections/tcp.ts';
export { BackplaneError, CertificateError, ConnectionLost, ListenError, OptionError } from './errors.ts';
export type {
  Announced,
  AskedWho,
  Client,
  Connection,
  Delivery,
  Dropped,
  Epoch,
  EventOf,
  EventType,
  Gap,
  Ignored,
  Joined,
  LeaveReason,
  Left,
  LinkDown,
  LinkEvent,
  LinkUp,
  Listening,
  Named,
  NodeJoined,
  NodeLeft,
  Reloaded,
  SaidEvent,
  Spoke,
  Stats,
  TalkEvent,
} from './events.ts';
export type { ChatOptions, Framing, TalkServerOptions, TcpOptions, Wanting } from './options.ts';
export type { Said } from './said.ts';
export { talkServer } from './talkServer.ts';
