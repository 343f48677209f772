import { createInbox, type Msg, type NatsConnection } from '@nats-io/transport-node';
import {
  catchError,
  connect,
  debounceTime,
  defer,
  EMPTY,
  filter,
  last,
  map,
  merge,
  type Observable,
  of,
  ReplaySubject,
  scan,
  share,
  startWith,
  takeUntil,
  takeWhile,
  timer,
} from 'rxjs';
import type { Elsewhere, Member, Part } from '../backplane.ts';
import type { ReadonlyRoster } from '../roster.ts';
import { messagesAt } from './broker.ts';
import { idFrom } from './heartbeat.ts';
import type { LocalNode } from './localNode.ts';
import { byStart } from './nodes.ts';
import { arrayOf, natural, objectIn, text } from './wire.ts';

/** Milliseconds without an answer, and altogether, after which no more are waited for. */
const SILENCE = 250;
const DEADLINE = 1000;
/** An answer is good for so many times what it took to get it, but no longer than so many milliseconds. */
const GOOD_FOR = 10;
const GOOD_FOR_AT_MOST = 1000;
/** Clients in one piece of an answer, which then is far below what a broker takes in one message. */
const PIECE = 2000;
/** Bytes of a question, which may name ten thousand nodes, and of such a piece. */
const MOST_BYTES = 1024 * 1024;

/** Who asks or answers. */
export interface Asker {
  readonly id: string;
  readonly started: number;
}

/** So many clients at the most of each of these nodes, or of all. */
interface Question {
  readonly most: number;
  readonly of?: readonly string[];
}

/** A piece of what one node answers. */
interface Piece {
  readonly node: string;
  readonly started: number;
  /** How many clients it has. */
  readonly count: number;
  readonly members: readonly Member[];
  readonly piece: number;
  readonly pieces: number;
}

/** What has come of the answers, by node: the pieces in their places, of so many. */
type Answers = ReadonlyMap<string, { readonly started: number; readonly pieces: ReadonlyMap<number, Piece> }>;

/** Answers one question: how many are connected here, and who, where that is asked of this node. Throws `Malformed` for what is none. */
export function answer(question: Msg, { id, started }: Asker, clients: ReadonlyRoster): void {
  const { most, of: nodes } = objectIn(question, MOST_BYTES);
  const isWanted = nodes === undefined || arrayOf(nodes).includes(id);
  const wanted = isWanted ? [...clients.values()].slice(0, natural(most, 0)) : [];
  const rows = wanted.map(({ name, address, port }) => [name, address, port]);
  const pieces = Math.max(1, Math.ceil(rows.length / PIECE));
  for (let piece = 0; piece < pieces; piece++) {
    const members = rows.slice(piece * PIECE, (piece + 1) * PIECE);
    question.respond(JSON.stringify({ node: id, started, count: clients.size, piece, pieces, members }));
  }
}

/**
 * Asks all nodes how many are connected to them, and some of them who. Emits once: when all who are expected have answered,
 * after a quarter of a second in which nobody did, or after a second.
 */
function ask(
  connection: NatsConnection,
  subject: string,
  asker: Asker,
  question: Question,
  expected: readonly string[],
): Observable<Elsewhere> {
  const inbox = createInbox();
  const asked$ = defer(() => {
    connection.publish(subject, JSON.stringify(question), { reply: inbox });
    return EMPTY;
  });
  const nobody: Answers = new Map();
  return merge(messagesAt(connection, inbox), asked$).pipe(
    map(pieceIn),
    filter((piece) => piece !== undefined),
    scan(withPiece, nobody),
    startWith(nobody),
    takeWhile((answers) => !expected.every((node) => isWhole(answers, node)), true),
    connect((answers$) =>
      answers$.pipe(takeUntil(merge(timer(DEADLINE), answers$.pipe(debounceTime(SILENCE))))),
    ),
    last(null, nobody),
    map((answers) => elsewhere(answers, asker, expected)),
  );
}

/**
 * The same for whoever wants to know, one question at a time: an answer is good for ten times as long as it took to get it, a
 * second at the most, so that however many ask, the nodes are asked little. Never errors.
 */
export function asking(connection: NatsConnection, node: LocalNode): Observable<Elsewhere> {
  const { subjects, nodes } = node;
  let asked = 0;
  return defer(() => {
    asked = performance.now();
    return ask(connection, subjects.who, node, questionOf(node), nodes.ids);
  }).pipe(
    catchError(() => of({ parts: [], missing: nodes.size })), // the link is just being lost
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

/** Undefined for what is no answer. */
function pieceIn(message: Msg): Piece | undefined {
  try {
    const { node, started, count, piece, pieces, members } = objectIn(message, MOST_BYTES);
    return {
      node: idFrom(node),
      started: natural(started, 0),
      count: natural(count, 0),
      piece: natural(piece, 0),
      pieces: natural(pieces, 1),
      members: arrayOf(members).map((row) => {
        const [name, address, port] = arrayOf(row);
        return { name: text(name), address: text(address), port: natural(port, 0) };
      }),
    };
  } catch {
    return undefined;
  }
}

function withPiece(answers: Answers, piece: Piece): Answers {
  const before = answers.get(piece.node)?.pieces ?? new Map<number, Piece>();
  const pieces = new Map(before).set(piece.piece, piece);
  return new Map(answers).set(piece.node, { started: piece.started, pieces });
}

function isWhole(answers: Answers, node: string): boolean {
  const pieces = answers.get(node)?.pieces;
  const [first] = pieces?.values() ?? [];
  return first !== undefined && pieces?.size === first.pieces;
}

function elsewhere(answers: Answers, asker: Asker, expected: readonly string[]): Elsewhere {
  const whole = [...answers]
    .filter(([node]) => node !== asker.id && isWhole(answers, node))
    .map(([id, { started, pieces }]) => ({ id, started, pieces }))
    .sort(byStart);
  return {
    parts: whole.map((node) => ({ ...listed(node.pieces), isBefore: byStart(node, asker) < 0 })),
    missing: expected.filter((node) => !isWhole(answers, node)).length,
  };
}

function listed(pieces: ReadonlyMap<number, Piece>): Pick<Part, 'count' | 'members'> {
  const inOrder = [...pieces.values()].sort((one, other) => one.piece - other.piece);
  return { count: inOrder[0]?.count ?? 0, members: inOrder.flatMap(({ members }) => members) };
}
