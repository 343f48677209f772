import { mqtt } from './mqtt.ts';
import { nats } from './nats.ts';
import { raw, ungreeted } from './raw.ts';
import { socketIo } from './socketIo.ts';
import { browser, webSocket } from './webSocket.ts';

/** By name, which is how a process tells another which one to speak. */
export const PROTOCOLS = { raw, ungreeted, nats, mqtt, socketIo, webSocket, browser } as const;

export type ProtocolName = keyof typeof PROTOCOLS;
