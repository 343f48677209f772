import { NEVER, type Observable, of } from 'rxjs';
import type { LinkEvent } from './events.ts';
import type { Announcement } from './operators/announce.ts';
import type { Outgoing } from './operators/fanOut.ts';
import type { ReadonlyRoster } from './roster.ts';
import type { Speech } from './speech.ts';

/** What a backplane may look at of the chat that it carries to others. @category Backplanes */
export interface Here {
  /** Who is connected here, for the others to ask. */
  readonly roster: ReadonlyRoster;
  /** How many of the newest messages newcomers are told: so much is wanted of what was said before this chat began. */
  readonly history: number;
  /** How many bytes those may be together. */
  readonly historySize: number;
  /** How many of the clients of a node are of interest to whoever asks who is there. */
  readonly whoLines: number;
  /** Milliseconds that `close` may take to hand on what is not handed on yet. */
  readonly drainTimeout: number;
}

/** Joins one chat to those on other machines. Called once for each subscription to the chat. @category Backplanes */
export type BackplaneFactory = (here: Here) => Backplane;

/** What is said on another node: to be handed to everybody here. @category Backplanes */
export type Relayed = Speech | Announcement;

/** What was said in the room before, oldest first: for newcomers alone. @category Backplanes */
export interface Past {
  /** Tells it from what is said now. */
  readonly type: 'past';
  /** Each as it was passed on. */
  readonly messages: readonly Buffer[];
}

/** What makes the chats of several nodes one room: one end of it, at one of them. @category Backplanes */
export interface Backplane {
  /** Tells this node from every other one that is or was. Undefined where there can be no other. */
  readonly id: string | undefined;
  /**
   * Publishes what was said here; ignores what came from other nodes, and events in which nothing is said.
   * Returns at once, never throws, and keeps a bounded part of what it cannot hand on.
   */
  publish(outgoing: readonly Outgoing[]): void;
  /**
   * What comes from the others, in each one's order, each message once; and what becomes of the link to them. Subscribed
   * to once, and unsubscribed from when nothing more is wanted; `publish` still takes what is said then. Its error ends
   * the chat.
   */
  readonly others$: Observable<Relayed | Past | LinkEvent>;
  /** Who is connected elsewhere, now. Emits once, within a second or so, and completes. Never errors. */
  who(): Observable<Elsewhere>;
  /** Hands on what is not handed on yet, and leaves the others. The last call. */
  close(): void;
}

/** One client on another node. @category Backplanes */
export interface Member {
  /** As last learned there, else `<unknown>`. */
  readonly name: string;
  /** Where it is, as that node tells it. */
  readonly address: string;
  /** Its port there; 0 where the transport has none. */
  readonly port: number;
}

/** Who is connected on one other node. @category Backplanes */
export interface Part {
  /** How many they are. */
  readonly count: number;
  /** The first of them, in the order in which they connected. */
  readonly members: readonly Member[];
  /** Whether the node started before this one. */
  readonly isBefore: boolean;
}

/** Who is connected on the other nodes, in the order in which those started. @category Backplanes */
export interface Elsewhere {
  /** Those that answered. */
  readonly parts: readonly Part[];
  /** How many nodes are believed to be there and did not answer; undefined where the link is down, and nobody knows. */
  readonly missing: number | undefined;
}

/** There is nobody else. */
export const NOBODY_ELSE: Elsewhere = { parts: [], missing: 0 };

/** The only node: publishes nowhere, hears nothing, and knows of nobody elsewhere. */
export const ALONE: Backplane = {
  id: undefined,
  publish: () => undefined,
  others$: NEVER,
  who: () => of(NOBODY_ELSE),
  close: () => undefined,
};
