/** One thing in the transcript. Told apart by `kind`. */
export type Entry = SaidEntry | ToldEntry | NotedEntry;

/** Somebody said something. */
export interface SaidEntry {
  readonly kind: 'said';
  /** Who; undefined where the message has no name in it. */
  readonly name: string | undefined;
  readonly text: string;
  readonly isOwn: boolean;
  /** It was said before this page was connected, nobody knows when. */
  readonly isPast: boolean;
  /** When it came here. */
  readonly time: Date;
}

/** The server said something itself: its greeting, or the answer to `/who:`. */
export interface ToldEntry {
  readonly kind: 'told';
  readonly lines: readonly string[];
  readonly time: Date;
}

/** The page says something itself. */
export interface NotedEntry {
  readonly kind: 'noted';
  readonly text: string;
  readonly time: Date;
}
