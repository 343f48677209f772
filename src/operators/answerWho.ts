import { defer, map, type OperatorFunction } from 'rxjs';
import type { AskedWho, Client, Delivery } from '../events.ts';
import { printable } from '../printable.ts';
import type { ReadonlyRoster } from '../roster.ts';
import type { DueRequest } from './limitRequests.ts';

/**
 * Answers each `/who:` to its sender alone: a count, then a line for each client, in the order in which they connected.
 * An answer is made once for as long as the roster stays as it is, and shared: a chunk full of requests costs one.
 */
export function answerWho(roster: ReadonlyRoster): OperatorFunction<DueRequest, AskedWho> {
  return (requests$) =>
    defer(() => {
      const rows = new WeakMap<Client, string>();
      let answer: Delivery | undefined;
      let asOf = roster.changes;

      function rowOf(client: Client): string {
        const row = rows.get(client) ?? describe(client);
        rows.set(client, row);
        return row;
      }

      function currentAnswer(): Delivery {
        if (answer === undefined || asOf !== roster.changes) {
          const lines = Array.from(roster.values(), rowOf);
          const bytes = Buffer.from(`${roster.size} clients connected.\n${lines.join('')}`);
          answer = { bytes, messages: [bytes] };
          asOf = roster.changes;
        }
        return answer;
      }

      return requests$.pipe(
        map(({ connection, ...request }) => {
          connection.send(currentAnswer());
          return { ...request, clients: roster.size };
        }),
      );
    });
}

function describe({ name, address, port }: Client): string {
  return `${printable(name)} connected from ${address}, ${port}.\n`;
}
