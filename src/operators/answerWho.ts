import { defer, finalize, map, mergeMap, type OperatorFunction } from 'rxjs';
import type { Backplane, Elsewhere, Member, Part } from '../backplane.ts';
import type { AskedWho, Delivery } from '../events.ts';
import { printable } from '../printable.ts';
import type { ReadonlyRoster } from '../roster.ts';
import type { DueRequest } from './limitRequests.ts';

/** Some clients, and how many they are. */
interface List {
  readonly count: number;
  readonly lines: string;
}

/**
 * Answers each `/who:` to its sender alone: a count, then a line for each client, in the order in which the nodes started
 * and the clients of each connected. Where somebody may be missing, a last line says so. Whoever asks and hangs up is
 * answered still. An answer is made once for as long as everybody stays, and shared: a chunk full of requests costs one.
 */
export function answerWho(
  roster: ReadonlyRoster,
  backplane: Pick<Backplane, 'who'>,
): OperatorFunction<DueRequest, AskedWho> {
  return (requests$) =>
    defer(() => {
      const lineOf = remembered((member: Member) => describe(member));
      const listOf = remembered((part: Part) => list(part.members));
      let here: List = { count: 0, lines: '' };
      let asOf: number | undefined;
      let answer: Delivery | undefined;
      let answeredWith: readonly [List, Elsewhere] | undefined;

      function list(members: Iterable<Member>): List {
        const lines = Array.from(members, lineOf);
        return { count: lines.length, lines: lines.join('') };
      }

      function everybodyHere(): List {
        if (asOf !== roster.changes) {
          here = list(roster.values());
          asOf = roster.changes;
        }
        return here;
      }

      function answerOf(asked: List, elsewhere: Elsewhere): Delivery {
        const [before, then] = answeredWith ?? [];
        if (answer === undefined || before !== asked || then !== elsewhere) {
          answer = compose(asked, elsewhere, listOf);
          answeredWith = [asked, elsewhere];
        }
        return answer;
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

function compose(here: List, { parts, missing }: Elsewhere, listOf: (part: Part) => List): Delivery {
  const before = parts.filter(({ isBefore }) => isBefore);
  const after = parts.filter(({ isBefore }) => !isBefore);
  const lists = [...before.map(listOf), here, ...after.map(listOf)];
  const count = lists.reduce((sum, each) => sum + each.count, 0);
  const lines = lists.map((each) => each.lines).join('');
  const bytes = Buffer.from(`${count} clients connected.\n${lines}${lackOf(lists.length, missing)}`);
  return { bytes, messages: [bytes] };
}

function lackOf(answered: number, missing: number | undefined): string {
  if (missing === undefined) return 'This server is not connected to the others.\n';
  return missing === 0 ? '' : `${answered} of ${answered + missing} servers answered.\n`;
}

function describe({ name, address, port }: Member): string {
  return `${printable(name)} connected from ${address}, ${port}.\n`;
}

/** The same function, which works once for each thing. */
function remembered<Key extends object, Value>(work: (key: Key) => Value): (key: Key) => Value {
  const done = new WeakMap<Key, Value>();
  return (key) => {
    const value = done.get(key) ?? work(key);
    done.set(key, value);
    return value;
  };
}
