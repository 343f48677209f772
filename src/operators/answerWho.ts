import { defer, finalize, map, mergeMap, type OperatorFunction } from 'rxjs';
import type { Backplane, Elsewhere, Member, Part } from '../backplane.ts';
import type { AskedWho, Delivery } from '../events.ts';
import { first } from '../first.ts';
import type { ChatSettings } from '../options.ts';
import { printable } from '../printable.ts';
import type { ReadonlyRoster } from '../roster.ts';
import type { DueRequest } from './limitRequests.ts';

/** How many some clients are, and the first of them. */
type List = Pick<Part, 'count' | 'members'>;

/**
 * Answers each `/who:` to its sender alone: a count, then a line for each client, in the order in which the nodes started
 * and the clients of each connected, up to `whoLines`; then how many more there are, and whether somebody may be missing.
 * Whoever asks and hangs up is answered still. An answer is made once for as long as everybody stays, and shared: a chunk
 * full of requests costs one.
 */
export function answerWho(
  roster: ReadonlyRoster,
  backplane: Pick<Backplane, 'who'>,
  { whoLines }: Pick<ChatSettings, 'whoLines'>,
): OperatorFunction<DueRequest, AskedWho> {
  return (requests$) =>
    defer(() => {
      const lines = new WeakMap<Member, string>();
      let here: List = { count: 0, members: [] };
      let asOf: number | undefined;
      let answer: Delivery | undefined;
      let answeredWith: readonly [List, Elsewhere] | undefined;

      function lineOf(member: Member): string {
        const line = lines.get(member) ?? describe(member);
        lines.set(member, line);
        return line;
      }

      function everybodyHere(): List {
        if (asOf !== roster.changes) {
          here = { count: roster.size, members: [...first(roster.values(), whoLines)] };
          asOf = roster.changes;
        }
        return here;
      }

      function answerOf(asked: List, elsewhere: Elsewhere): Delivery {
        const [before, then] = answeredWith ?? [];
        if (answer === undefined || before !== asked || then !== elsewhere) {
          const bytes = Buffer.from(compose(asked, elsewhere));
          answer = { bytes, messages: [bytes] };
          answeredWith = [asked, elsewhere];
        }
        return answer;
      }

      function compose(asked: List, { parts, missing }: Elsewhere): string {
        const before = parts.filter(({ isBefore }) => isBefore);
        const after = parts.filter(({ isBefore }) => !isBefore);
        const lists: readonly List[] = [...before, asked, ...after];
        const count = lists.reduce((sum, each) => sum + each.count, 0);
        const listed = lists.flatMap(({ members }) => members).slice(0, whoLines);
        const more = count - listed.length;
        return [
          `${count} clients connected.\n`,
          ...listed.map(lineOf),
          more === 0 ? '' : `And ${more} more.\n`,
          lackOf(lists.length, missing),
        ].join('');
      }

      return requests$.pipe(
        mergeMap(({ connection, ...request }) => {
          const asked = everybodyHere(); // the asker among them, who may be gone when the others have answered
          const release = connection.keepOpen?.();
          return backplane.who().pipe(
            map((elsewhere) => {
              connection.send(answerOf(asked, elsewhere));
              return { ...request, clients: roster.size };
            }),
            finalize(() => release?.()),
          );
        }),
      );
    });
}

function lackOf(answered: number, missing: number | undefined): string {
  if (missing === undefined) return 'This server is not connected to the others.\n';
  return missing === 0 ? '' : `${answered} of ${answered + missing} servers answered.\n`;
}

function describe({ name, address, port }: Member): string {
  return `${printable(name)} connected from ${address}, ${port}.\n`;
}
