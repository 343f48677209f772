import { asyncScheduler, type OperatorFunction } from 'rxjs';
import type { Connection } from '../events.ts';
import type { ChatSettings } from '../options.ts';
import type { ReadonlyRoster } from '../roster.ts';
import { operate } from './operate.ts';
import type { WhoRequest } from './withRoster.ts';

/** A request to be answered, and how many are answered with it, itself included. */
export interface DueRequest extends WhoRequest {
  readonly requests: number;
}

/** What one client that asked not long ago may still ask. */
interface Allowance {
  spent: number;
  /** Further requests, to be answered together as soon as one answer may be given. */
  pending: DueRequest | undefined;
}

/**
 * Lets so many `/who:` requests of each client through that it gets `whoBurst` answers at once, and then one for each
 * `whoInterval`: an answer is as long as the roster, and a request is short. Those beyond wait for the next answer that may
 * be given, and share it; whoever leaves meanwhile waits for none.
 */
export function limitRequests(
  { whoBurst, whoInterval }: Pick<ChatSettings, 'whoBurst' | 'whoInterval'>,
  roster: ReadonlyRoster,
): OperatorFunction<WhoRequest, DueRequest> {
  return operate((subscriber) => {
    const allowances = new Map<Connection, Allowance>();

    function giveBack(connection: Connection, allowance: Allowance): void {
      const { pending } = allowance;
      allowance.pending = undefined;
      allowance.spent -= 1;
      if (pending !== undefined && roster.has(connection)) {
        allowance.spent += 1;
        subscriber.next(pending);
      }
      if (allowance.spent > 0) schedule(connection, allowance);
      else allowances.delete(connection);
    }

    function schedule(connection: Connection, allowance: Allowance): void {
      const timer = asyncScheduler.schedule(() => {
        subscriber.remove(timer);
        giveBack(connection, allowance);
      }, whoInterval);
      subscriber.add(timer);
    }

    function allowanceOf(connection: Connection): Allowance {
      const known = allowances.get(connection);
      if (known !== undefined) return known;
      const allowance: Allowance = { spent: 0, pending: undefined };
      allowances.set(connection, allowance);
      schedule(connection, allowance);
      return allowance;
    }

    return {
      next(request) {
        const allowance = allowanceOf(request.connection);
        if (allowance.spent < whoBurst) {
          allowance.spent += 1;
          subscriber.next({ ...request, requests: 1 });
        } else {
          allowance.pending = { ...request, requests: (allowance.pending?.requests ?? 0) + 1 };
        }
      },
    };
  });
}
