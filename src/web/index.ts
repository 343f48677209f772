/**
 * Serves HTTP beside the chat: a page with which browsers join the room, probes, metrics and a picture of the room.
 *
 * @module talk-server/web
 */
export type { WebFactory } from '../web.ts';
export { webFront } from './webFront.ts';
export type { WebOptions } from './settings.ts';
