import type { OperatorFunction, Subscriber } from 'rxjs';
import type { Client, Connection, Joined, Left, Named } from '../events.ts';
import type { Roster } from '../roster.ts';
import type { Arrived, Departed } from '../session.ts';
import { Speech } from '../speech.ts';
import { operate } from './operate.ts';
import type { Heard } from './parseMessages.ts';

/** `/who:`, to be answered to `connection`. */
export interface WhoRequest extends Client {
  readonly type: 'askedWho';
  readonly connection: Connection;
  readonly bytes: Buffer;
}

/** What clients do, with the name they have at that moment. */
export type RosterEvent = Joined | Named | Speech | WhoRequest | Left;

const UNKNOWN = '<unknown>';

/**
 * Keeps the roster: adds whoever arrives, learns names from what is said, removes whoever departs. A name that is new
 * or another than before is an event of its own, in front of the message that brought it.
 */
export function withRoster(roster: Roster): OperatorFunction<Arrived | Heard | Departed, RosterEvent> {
  return operate((subscriber: Subscriber<RosterEvent>) => {
    function arrive({ connection }: Arrived): void {
      const client = newcomer(connection);
      roster.set(connection, client);
      subscriber.next({ type: 'joined', ...client, clients: roster.size });
    }

    function depart({ connection, reason, error }: Departed): void {
      const client = roster.get(connection) ?? newcomer(connection); // who was turned away never arrived
      roster.delete(connection);
      const cause = error === undefined ? {} : { error };
      subscriber.next({ type: 'left', ...client, clients: roster.size, reason, ...cause });
    }

    function learn(known: Client, connection: Connection, name: string): Client {
      const client: Client = { ...known, name };
      roster.set(connection, client);
      subscriber.next({ type: 'named', ...client, previous: known.name, clients: roster.size });
      return client;
    }

    function hear(heard: Heard): void {
      const { connection, bytes, name } = heard;
      const known = clientOf(connection);
      const client = name === undefined || name === known.name ? known : learn(known, connection, name);
      subscriber.next(
        heard.type === 'said'
          ? new Speech(connection, client, bytes, heard.count)
          : { type: 'askedWho', ...client, connection, bytes },
      );
    }

    function clientOf(connection: Connection): Client {
      const client = roster.get(connection);
      if (client === undefined) throw new Error(`connection ${connection.id} spoke before it arrived`);
      return client;
    }

    return {
      next(event) {
        switch (event.type) {
          case 'arrived':
            arrive(event);
            break;
          case 'departed':
            depart(event);
            break;
          case 'said':
          case 'askedWho':
            hear(event);
        }
      },
    };
  });
}

function newcomer({ id, address, port, name = UNKNOWN }: Connection): Client {
  return { id, name, address, port };
}
