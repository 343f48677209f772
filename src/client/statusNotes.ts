import { map, type OperatorFunction, scan } from 'rxjs';
import type { ClientStatus, Connected } from './clientEvents.ts';
import type { LossReason } from './serverLost.ts';
import { seconds } from './screenLines.ts';

interface Told {
  readonly hasBeenThere: boolean;
  /** What the user knows of why there is no connection. */
  readonly reason: LossReason | undefined;
  readonly notes: readonly string[];
}

/**
 * What a person is told of the connection, a line each: that it is there, that it is lost, and each further reason why it
 * is. A try that fails as the one before did is told nobody.
 *
 * @param welcome what is told of the first connection.
 */
export function statusNotes(
  welcome: (status: Connected) => readonly string[],
): OperatorFunction<ClientStatus, readonly string[]> {
  return (status$) =>
    status$.pipe(
      scan((told, status) => next(told, status, welcome), NOTHING),
      map(({ notes }) => notes),
    );
}

const NOTHING: Told = { hasBeenThere: false, reason: undefined, notes: [] };

function next(told: Told, status: ClientStatus, welcome: (status: Connected) => readonly string[]): Told {
  switch (status.kind) {
    case 'connecting':
    case 'closed':
      return { ...told, notes: [] };
    case 'connected': {
      // A server that is full takes a connection before it says so. Once it lets one in, it greets.
      if (told.reason === 'full') return { ...told, notes: [] };
      const notes = told.hasBeenThere ? ['connected again'] : welcome(status);
      return { hasBeenThere: true, reason: undefined, notes };
    }
    case 'lost': {
      const { reason, message } = status.error;
      const isNews = reason !== told.reason;
      return {
        ...told,
        reason,
        notes: isNews ? [`${message}; trying again in ${seconds(status.wait)}`] : [],
      };
    }
  }
}
