import { createInbox, type Msg, type NatsConnection } from '@nats-io/transport-node';
import {
  catchError,
  connect,
  defer,
  EMPTY,
  last,
  map,
  merge,
  mergeMap,
  Observable,
  of,
  ReplaySubject,
  share,
  startWith,
  switchMap,
  takeUntil,
  takeWhile,
  tap,
  timer,
} from 'rxjs';
import type { Elsewhere } from '../backplane.ts';
import { eventLoop } from '../eventLoop.ts';
import { Answers, answerOf } from './answers.ts';
import { messagesAt } from './broker.ts';
import type { LocalNode } from './localNode.ts';
import { USUAL_PAYLOAD } from './packer.ts';
import { arrayOf, natural, objectIn } from './wire.ts';

/** Milliseconds without an answer, and altogether, after which no more are waited for. */
const SILENCE = 250;
const DEADLINE = 1000;
/** An answer is good for so many times what it took to get it, but no longer than so many milliseconds. */
const GOOD_FOR = 10;
const GOOD_FOR_AT_MOST = 1000;
/** Bytes of a question that is read: it may name ten thousand nodes. */
const MOST_BYTES = 1024 * 1024;

const endOfTurn$ = new Observable<true>((subscriber) => eventLoop.atEndOfTurn(() => subscriber.next(true)));

/** So many clients at the most of each of these nodes, or of all. */
interface Question {
  readonly most: number;
  readonly of?: readonly string[];
}

/** Emits after so many milliseconds. A process that was held up has read by then what came meanwhile. */
function after(milliseconds: number): Observable<true> {
  return timer(milliseconds).pipe(mergeMap(() => endOfTurn$));
}

/** Answers one question: how many are connected here, and who, where that is asked of this node. Throws `Malformed` for what is none. */
export function answer(question: Msg, connection: NatsConnection, node: LocalNode): void {
  const { most, of: nodes } = objectIn(question, MOST_BYTES);
  const isWanted = nodes === undefined || arrayOf(nodes).includes(node.id);
  const wanted = natural(most, 0);
  const payload = connection.info?.max_payload ?? USUAL_PAYLOAD;
  for (const piece of answerOf(node, node.here.roster, isWanted ? wanted : 0, payload)) {
    question.respond(piece);
  }
}

/**
 * Asks all nodes how many are connected to them, and some of them who. Emits once: when all who are expected have answered,
 * after a quarter of a second in which nobody did, or after a second.
 */
function ask(connection: NatsConnection, node: LocalNode): Observable<Elsewhere> {
  const inbox = createInbox();
  const answers = new Answers(node.nodes.ids);
  const asked$ = defer(() => {
    connection.publish(node.subjects.who, JSON.stringify(questionOf(node)), { reply: inbox });
    return EMPTY;
  });
  return merge(messagesAt(connection, inbox).pipe(tap((message) => answers.add(message))), asked$).pipe(
    startWith(undefined),
    map(() => answers.areComplete),
    takeWhile((areComplete) => !areComplete, true),
    connect((answers$) =>
      answers$.pipe(takeUntil(merge(after(DEADLINE), answers$.pipe(switchMap(() => after(SILENCE)))))),
    ),
    last(null, false),
    map(() => answers.forAsker(node)),
  );
}

/**
 * The same for whoever wants to know, one question at a time: an answer is good for ten times as long as it took to get it, a
 * second at the most, so that however many ask, the nodes are asked little. Never errors.
 */
export function asking(connection: NatsConnection, node: LocalNode): Observable<Elsewhere> {
  let asked = 0;
  return defer(() => {
    asked = performance.now();
    return ask(connection, node);
  }).pipe(
    catchError(() => of({ parts: [], missing: node.nodes.size })), // the link is just being lost
    share({
      connector: () => new ReplaySubject<Elsewhere>(1),
      resetOnComplete: () => timer(Math.min(GOOD_FOR * (performance.now() - asked), GOOD_FOR_AT_MOST)),
      resetOnRefCountZero: false,
    }),
  );
}

/** Who is listed comes first, so that only the nodes that those are at are asked for more than how many they have. */
function questionOf({ id, started, nodes, here }: LocalNode): Question {
  const listed = nodes.firstWith(here.whoLines, { id, started, clients: here.roster.size });
  const isAll = listed.length > nodes.size;
  return { most: here.whoLines, ...(isAll ? {} : { of: listed }) };
}
