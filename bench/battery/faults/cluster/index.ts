import type { Fault } from '../../fault.ts';
import { brokerKilled } from './brokerKilled.ts';
import { brokerStopped } from './brokerStopped.ts';
import { lateBroker } from './lateBroker.ts';
import { leaderKilled } from './leaderKilled.ts';
import { longOutage } from './longOutage.ts';
import { load } from './load.ts';
import { nodeKilled } from './nodeKilled.ts';
import { nodeStopped } from './nodeStopped.ts';
import { noJournal } from './noJournal.ts';
import { poison } from './poison.ts';
import { sameName } from './sameName.ts';
import { shortJournal } from './shortJournal.ts';
import { slowNode } from './slowNode.ts';
import { storm } from './storm.ts';
import { who } from './who.ts';

/** What goes wrong where several servers are one room, in the order of the table. */
export const clusterFaults: readonly Fault[] = [
  nodeKilled,
  brokerKilled,
  brokerStopped,
  nodeStopped,
  longOutage,
  shortJournal,
  lateBroker,
  sameName,
  poison,
  slowNode,
  leaderKilled,
  noJournal,
  storm,
  who,
  load,
];
