import {
  auditTime,
  buffer,
  connect,
  filter,
  ignoreElements,
  merge,
  type MonoTypeOperatorFunction,
  type OperatorFunction,
  tap,
} from 'rxjs';
import type { Joined, Left, Named, TalkEvent } from '../events.ts';
import { first } from '../first.ts';
import { type Framed, textFrame } from './frames.ts';

/** Somebody who is told who is there. */
export interface Reader {
  readonly id: number;
  tell(framed: Framed): void;
}

/** What changes who is there. */
type Change = Joined | Named | Left;

/** Milliseconds in which changes are gathered: as often as a list that people look at can need. */
const GATHERED = 250;
/** Clients that are told at once; how many there are in all is told besides. */
const MOST_TOLD = 1000;

/**
 * Tells who is there, and what changes, to those who want to know: made from the events of the chat alone. A newcomer is
 * told all, the others what is new, four times a second at the most; each text is made once for all of them, and none
 * while nobody reads.
 */
export class RosterBoard {
  readonly #names = new Map<number, string>();
  readonly #readers = new Map<number, Reader>();
  /** Those who have not joined yet. */
  readonly #newcomers = new Map<number, Reader>();
  /** The list as it was after the last changes were told, or later: whoever gets it is told all that came after it. */
  #list: { readonly entries: string; readonly ids: ReadonlySet<number> } | undefined;

  /** The types of events that it needs. */
  static readonly wanted = ['joined', 'named', 'left'] as const;

  /** From its `joined` to its `left`, this one is told. */
  add(reader: Reader): void {
    this.#newcomers.set(reader.id, reader);
  }

  /** Sees what happens; all passes unchanged. */
  readonly watch: MonoTypeOperatorFunction<TalkEvent> = (events$) =>
    events$.pipe(
      connect((event$) =>
        merge(
          event$,
          event$.pipe(
            filter(isChange),
            filter((change) => this.#see(change)),
            gathered(),
            filter(({ length }) => length > 0), // in the end, nothing may be left
            tap((changes) => this.#tell(changes)),
            ignoreElements(),
          ),
        ),
      ),
    );

  /** Whether it is to be told. */
  #see(change: Change): boolean {
    const { type, id, name } = change;
    if (type === 'left') {
      this.#readers.delete(id);
      this.#newcomers.delete(id);
      if (this.#readers.size === 0) this.#list = undefined;
      return this.#names.delete(id) && this.#readers.size > 0; // who was turned away never was there
    }
    this.#names.set(id, name);
    const newcomer = this.#newcomers.get(id);
    if (newcomer !== undefined) {
      this.#newcomers.delete(id);
      this.#readers.set(id, newcomer);
      newcomer.tell(this.#all(id, name));
    }
    return this.#readers.size > 0;
  }

  #all(you: number, name: string): Framed {
    this.#list ??= listOf(this.#names);
    const { entries, ids } = this.#list;
    const all = ids.has(you)
      ? entries
      : [...(entries === '' ? [] : [entries]), entryOf([you, name])].join(',');
    return textFrame(`{"type":"roster","you":${you},"count":${this.#names.size},"clients":[${all}]}`);
  }

  #tell(changes: readonly Change[]): void {
    this.#list = undefined;
    const joined = new Map<number, string>();
    const named = new Map<number, string>();
    const left = new Set<number>();
    // As it is now: what happened while nobody read is not among the changes.
    for (const { type, id } of changes) {
      const name = this.#names.get(id);
      if (name === undefined) left.add(id);
      else if (type === 'joined') joined.set(id, name);
      else if (!joined.has(id)) named.set(id, name);
    }
    const lists = `"joined":[${listOf(joined).entries}],"named":[${listOf(named).entries}],"left":[${[...left].join(',')}]`;
    const framed = textFrame(`{"type":"changes","count":${this.#names.size},${lists}}`);
    for (const reader of this.#readers.values()) reader.tell(framed);
  }
}

/** What comes within a moment of its first, together. */
function gathered(): OperatorFunction<Change, readonly Change[]> {
  return connect((change$) => change$.pipe(buffer(change$.pipe(auditTime(GATHERED)))));
}

function isChange(event: TalkEvent): event is Change {
  return event.type === 'joined' || event.type === 'named' || event.type === 'left';
}

function listOf(names: ReadonlyMap<number, string>): {
  readonly entries: string;
  readonly ids: ReadonlySet<number>;
} {
  const told = [...first(names, MOST_TOLD)];
  return { entries: told.map(entryOf).join(','), ids: new Set(told.map(([id]) => id)) };
}

function entryOf([id, name]: readonly [number, string]): string {
  return JSON.stringify({ id, name });
}
