/**
 * A client of the room: {@link talkClient} gives what is heard and how it stands with the connection as streams, and says things.
 *
 * @module talk-server/client
 */
export type {
  ClientMessage,
  ClientStatus,
  Closed,
  Connected,
  Connecting,
  Greeting,
  HeardMessage,
  Lost,
  SayOutcome,
  WhoLine,
} from './clientEvents.ts';
export type { TalkClientOptions } from './clientSettings.ts';
export { CertificateError, OptionError } from '../errors.ts';
export { type LossReason, ServerLost } from './serverLost.ts';
export { type TalkClient, talkClient } from './talkClient.ts';
