/**
 * The chat server as an Observable. Begin with {@link talkServer}: {@link TalkServerOptions} says what it may be told,
 * {@link TalkEvent} what it tells. {@link chat} is the same without the sockets, for transports of your own.
 *
 * @module talk-server
 */
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
  FannedOut,
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
  Service,
  Spoke,
  Stats,
  TalkEvent,
} from './events.ts';
export type { Announcement } from './operators/announce.ts';
export type { Outgoing } from './operators/fanOut.ts';
export type { ChatOptions, Framing, TalkServerOptions, TcpOptions, Wanting } from './options.ts';
export type { ReadonlyRoster } from './roster.ts';
export type { Said } from './said.ts';
export type { Speech } from './speech.ts';
export { talkServer } from './talkServer.ts';
export type { WebFactory } from './web.ts';
