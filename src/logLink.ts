import type { Level } from 'pino';
import type { LinkEvent } from './events.ts';
import { cause, printable } from './printable.ts';

/** A warning is what somebody may have to look after. */
const LEVELS: Readonly<Record<LinkEvent['link'], Level>> = {
  up: 'info',
  down: 'warn',
  dropped: 'warn',
  gap: 'warn',
  epoch: 'warn',
  nodeJoined: 'info',
  nodeLeft: 'warn',
  ignored: 'warn',
};

/** How a log has what becomes of the link to other nodes. */
export function linkLevelOf(event: LinkEvent): Level {
  const isAsWanted = event.link !== 'up' || (event.journal && event.error === undefined);
  return isAsWanted ? LEVELS[event.link] : 'warn';
}

export function linkFieldsOf(event: LinkEvent): object {
  if (event.link === 'down' || event.link === 'up') return { ...event, type: undefined, ...cause(event) };
  if (event.link !== 'ignored') return { ...event, type: undefined };
  return { ...event, type: undefined, subject: printable(event.subject), ...cause(event) };
}

export function linkMessageOf(event: LinkEvent): string {
  switch (event.link) {
    case 'up':
      return `joined the room at ${printable(event.broker)}${event.journal ? '' : ', which keeps no journal'}`;
    case 'down':
      return 'alone: what is said is kept for the others';
    case 'dropped':
      return `${event.messages} messages could be kept no longer: the others will not hear them`;
    case 'gap':
      return `${event.messages} messages of ${printable(event.node)} will not be heard here`;
    case 'epoch':
      return 'the journal is another one than before';
    case 'nodeJoined':
      return `${printable(event.node)} is there`;
    case 'nodeLeft':
      return `${printable(event.node)} is gone`;
    case 'ignored':
      return `ignored what came at ${printable(event.subject)}`;
  }
}
