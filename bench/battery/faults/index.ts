import type { Fault } from '../fault.ts';
import { fewFiles } from './fewFiles.ts';
import { flooder, flooders } from './flooder.ts';
import { logSinks } from './logSinks.ts';
import { massReset } from './massReset.ts';
import { quietPair } from './quietPair.ts';
import { random } from './random.ts';
import { signals } from './signals.ts';
import { soak } from './soak.ts';
import { stalledOne, stalledTwenty } from './stalled.ts';
import { stalledTalker } from './stalledTalker.ts';
import { storms } from './storms.ts';
import { tinySends } from './tinySends.ts';
import { whoStorm } from './whoStorm.ts';

/** Minutes of the soak, where nobody says how long. */
export const SOAK_MINUTES = 3;

/** In the order of the table. */
export function faults(soakMinutes = SOAK_MINUTES): readonly Fault[] {
  return [
    stalledOne,
    stalledTwenty,
    stalledTalker,
    tinySends,
    flooder,
    flooders,
    quietPair,
    storms,
    fewFiles,
    massReset,
    whoStorm,
    logSinks,
    signals,
    random,
    soak(soakMinutes),
  ];
}
