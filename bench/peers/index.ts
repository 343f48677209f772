import { floor } from './floor.ts';
import { mosquitto } from './mosquitto.ts';
import { natsServer } from './natsServer.ts';
import { ncat } from './ncat.ts';
import type { Peer } from './peer.ts';
import { plainNode } from './plainNode.ts';
import { selectOutline } from './selectOutline.ts';
import { socketIo } from './socketIo.ts';
import { talkServer } from './talkServer.ts';

/** In the order of the tables. */
export const PEERS: readonly Peer[] = [
  talkServer,
  plainNode,
  floor,
  selectOutline,
  ncat,
  natsServer,
  mosquitto,
  socketIo,
];
