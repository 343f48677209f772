import type { Elsewhere, Member } from '../backplane.ts';
import type { ReadonlyRoster } from '../roster.ts';
import { first } from '../first.ts';
import { idFrom } from './heartbeat.ts';
import { byStart } from './nodes.ts';
import { arrayOf, type Message, natural, objectIn, text } from './wire.ts';

/** Bytes of one piece of an answer, so that it holds up nothing else for long. */
const PIECE_BYTES = 128 * 1024;
/** Bytes of a piece that is read. */
const MOST_BYTES = 1024 * 1024;

/** Who asks or answers. */
export interface Asker {
  readonly id: string;
  readonly started: number;
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

/** `[name, address, port]` */
type Row = readonly [string, string, number];

/** What a node answers: how many clients it has, and so many of them at the most, in pieces that a broker takes. */
export function answerOf(
  { id, started }: Asker,
  clients: ReadonlyRoster,
  most: number,
  mostPayload: number,
): readonly string[] {
  const rows = Array.from(first(clients.values(), most), ({ name, address, port }): Row => {
    return [name, address, port];
  });
  const pieces = inPieces(rows, Math.min(PIECE_BYTES, mostPayload / 2));
  return pieces.map((members, piece) =>
    JSON.stringify({ node: id, started, count: clients.size, piece, pieces: pieces.length, members }),
  );
}

/** At least one, and one row in each at least. */
function inPieces(rows: readonly Row[], mostBytes: number): readonly (readonly Row[])[] {
  let piece: Row[] = [];
  const pieces = [piece];
  let bytes = 0;
  for (const row of rows) {
    const size = Buffer.byteLength(JSON.stringify(row)) + 1;
    if (bytes + size > mostBytes && piece.length > 0) {
      piece = [];
      pieces.push(piece);
      bytes = 0;
    }
    piece.push(row);
    bytes += size;
  }
  return pieces;
}

/** What has come of a node's answer. */
interface Answer {
  readonly started: number;
  readonly count: number;
  readonly pieces: number;
  readonly members: Map<number, readonly Member[]>;
}

/** What has come of the answers to one question. */
export class Answers {
  readonly #answers = new Map<string, Answer>();
  /** Of those who are expected to answer. */
  readonly #missing: Set<string>;

  constructor(expected: readonly string[]) {
    this.#missing = new Set(expected);
  }

  /** What is no answer is as good as none. */
  add(message: Message): void {
    const piece = pieceIn(message);
    if (piece === undefined) return;
    const answer = this.#answers.get(piece.node) ?? { ...piece, members: new Map<number, Member[]>() };
    this.#answers.set(piece.node, answer);
    answer.members.set(piece.piece, piece.members);
    if (isWhole(answer)) this.#missing.delete(piece.node);
  }

  get areComplete(): boolean {
    return this.#missing.size === 0;
  }

  /** By the start of the nodes, with each one's clients as they connected. */
  forAsker(asker: Asker): Elsewhere {
    const whole = [...this.#answers]
      .filter(([node, answer]) => node !== asker.id && isWhole(answer))
      .map(([id, answer]) => ({ id, ...answer }))
      .sort(byStart);
    return {
      parts: whole.map((answer) => ({
        count: answer.count,
        members: inOrder(answer),
        isBefore: byStart(answer, asker) < 0,
      })),
      missing: this.#missing.size,
    };
  }
}

function isWhole({ members, pieces }: Answer): boolean {
  return members.size === pieces;
}

function inOrder({ members }: Answer): readonly Member[] {
  return [...members].sort(([one], [other]) => one - other).flatMap(([, each]) => each);
}

/** Undefined for what is no answer. */
function pieceIn(message: Message): Piece | undefined {
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
