export { natsBackplane } from './natsBackplane.ts';
export type { NatsOptions } from './settings.ts';
