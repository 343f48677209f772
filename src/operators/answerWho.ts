import { map, type OperatorFunction } from 'rxjs';
import type { AskedWho } from '../events.ts';
import { printable } from '../printable.ts';
import type { Roster, WhoRequest } from './withRoster.ts';

/** Answers each `/who:` to its sender alone: a count, then a line for each client, in the order in which they connected. */
export function answerWho(roster: Roster): OperatorFunction<WhoRequest, AskedWho> {
  return map(({ connection, ...request }) => {
    const answer = Buffer.from(describe(roster));
    connection.send({ bytes: answer, messages: [answer] });
    return { ...request, clients: roster.size };
  });
}

function describe(roster: Roster): string {
  const lines = [`${roster.size} clients connected.\n`];
  for (const { name, address, port } of roster.values()) {
    lines.push(`${printable(name)} connected from ${address}, ${port}.\n`);
  }
  return lines.join('');
}
