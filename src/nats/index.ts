/**
 * One room over several machines: {@link natsBackplane} is for the option `backplane` of `talkServer` and `chat`.
 *
 * @module talk-server/nats
 */
export { natsBackplane } from './natsBackplane.ts';
export type { NatsOptions } from './settings.ts';
