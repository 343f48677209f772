import { mqtt } from './mqtt.ts';
import { nats } from './nats.ts';
import { raw, ungreeted } from './raw.ts';
import { socketIo } from './socketIo.ts';

/** By name, which is how a process tells another which one to speak. */
export const PROTOCOLS = { raw, ungreeted, nats, mqtt, socketIo } as const;

export type ProtocolName = keyof typeof PROTOCOLS;
