import { setImmediate, setTimeout } from 'node:timers/promises';
import { Observable, type Subscriber } from 'rxjs';
import type { Past, Relayed } from '../backplane.ts';
import type { LinkEvent, LinkUp } from '../events.ts';
import { speakerOf } from './identity.ts';
import type { Hole, Newcomers } from './inOrder.ts';
import type { Entry, Journal, JournalState } from './journal.ts';
import type { LocalNode } from './localNode.ts';
import { decodeBatch, type WireBatch } from './wire.ts';

/** What comes from elsewhere. */
export type Coming = Relayed | Past | LinkEvent;

/** Milliseconds until what failed, or what is still missing, is tried again. */
const TRY_AGAIN = 500;
/** Milliseconds in which those who are there tell so, after a node has come back. */
const ALL_HEARD = 250;
/**
 * Looks at the journal after which all that it had then was heard, if nothing is missing: of a message that was lost on its
 * way, the next heartbeat of its node tells, and each has one between two looks.
 */
const LOOKS = 3;
/** So much of the journal is handed on in one go. */
const PIECE = 256 * 1024;
/** Bytes of a backlog with which a client lags; and milliseconds that it is waited for, a few at a time. */
const LAG = 1024 * 1024;
const WAIT_FOR_CLIENTS = 50;
const WAIT = 5;

/**
 * Mends what this node did not hear, for as long as one connection lasts: reads it from the journal, or, where it is not
 * there and the node that said it will not send it again, tells that it is lost.
 */
export class Mender {
  readonly #node: LocalNode;
  readonly #journal: Journal | undefined;
  readonly #up: LinkUp;
  readonly #wasJoined: boolean;
  readonly #newcomers: Exclude<Newcomers, 'later'>;
  /** Whether the journal was read once, so that there is a place for those who come. */
  #hasBegun = false;
  #subscriber: Subscriber<Coming> | undefined;
  #mending: Promise<void> | undefined;
  /** Where the journal ended when it was looked at, each time. */
  readonly #ends: number[] = [];

  readonly coming$ = new Observable<Coming>((subscriber) => {
    this.#subscriber = subscriber;
    void this.#begin();
    return () => (this.#subscriber = undefined);
  });

  /** @param up what is told as soon as newcomers can be told the history. */
  constructor(node: LocalNode, journal: Journal | undefined, up: LinkUp) {
    this.#wasJoined = node.wasJoined;
    this.#newcomers = node.wasJoined ? 'from the start' : 'from the floor';
    node.wasJoined = true;
    this.#node = node;
    this.#journal = journal;
    this.#up = up;
  }

  /** Something may be missing. */
  mend(): void {
    if (this.#hasBegun) void this.#mend();
  }

  /** To be called now and then: so much less is to be read after the next loss of the link. */
  async look(): Promise<void> {
    const { order, journal: known } = this.#node;
    if (this.#journal === undefined || known === undefined || order.hasHoles) return;
    try {
      const { created, last } = await this.#journal.state();
      if (created !== known.created || last < known.position) this.mend();
      if (this.#isMissingSomething()) return;
      this.#ends.push(last);
      if (this.#ends.length > LOOKS) known.position = Math.max(known.position, this.#ends.shift() ?? 0);
    } catch {
      // It is looked at again.
    }
  }

  #isMissingSomething(): boolean {
    return this.#mending !== undefined || this.#node.order.hasHoles;
  }

  get #isOver(): boolean {
    return this.#subscriber === undefined;
  }

  async #begin(): Promise<void> {
    const { order } = this.#node;
    const journal = this.#journal;
    if (journal !== undefined) await this.#try(() => this.#findPlace(journal));
    if (!this.#wasJoined) await this.#try(() => this.#readPast());
    this.#subscriber?.next(this.#up);
    await this.#try(() => this.#readOn());
    this.#hasBegun = true;
    if (order.hasHoles) this.mend();
    if (this.#wasJoined || this.#node.wasAlone) {
      await setTimeout(ALL_HEARD);
      if (this.#isOver) return;
      order.newcomers = this.#newcomers;
    }
    if (this.#isOver) return;
    order.newcomers = 'as they come';
    if (order.hasHoles) this.mend();
  }

  /** Where the journal is wanted from: what comes from now on, or what came since this node began to serve, alone. */
  async #findPlace(journal: Journal): Promise<void> {
    const { started, wasAlone, journal: known } = this.#node;
    if (known !== undefined) return;
    const { created, last } = await journal.state();
    const isLate = wasAlone && !this.#wasJoined;
    this.#node.journal = { created, position: isLate ? await journal.endAt(started) : last };
  }

  /** Until it succeeds, or the connection is gone. */
  async #try(work: () => Promise<void>): Promise<void> {
    while (!this.#isOver) {
      try {
        await work();
        return;
      } catch {
        await setTimeout(TRY_AGAIN);
      }
    }
  }

  /** One at a time. */
  async #mend(): Promise<void> {
    this.#mending ??= this.#mendAll();
    await this.#mending;
  }

  async #mendAll(): Promise<void> {
    while (!this.#isOver && !(await this.#isMended())) await setTimeout(TRY_AGAIN);
    this.#mending = undefined;
  }

  /** Mends what can be. Whether nothing is missing then; where that cannot be told, it is not so. */
  async #isMended(): Promise<boolean> {
    const { order, nodes } = this.#node;
    try {
      // What is missing now, and will not be sent again, is in the journal by now or nowhere.
      const final = order.holes.filter(({ origin, isFinal }) => isFinal || !nodes.has(origin));
      await this.#readOn();
      for (const hole of final) this.#giveUp(hole);
      return !order.hasHoles;
    } catch {
      return false;
    }
  }

  /** What the journal has that is not known to have been heard. */
  async #readOn(): Promise<void> {
    if (this.#journal === undefined) return;
    const state = await this.#journal.state();
    const known = this.#stillKnown(state);
    const start = Math.max(known.position + 1, state.first);
    if (start > state.last) return;
    let bytes = 0;
    for await (const entry of this.#journal.read(start, state.last)) {
      if (this.#isOver || !this.#hears(entry)) return;
      known.position = entry.seq;
      bytes += entry.data.length;
      if (bytes < PIECE) continue;
      bytes = 0;
      await this.#calm();
    }
  }

  #stillKnown({ created, last }: JournalState): { position: number } {
    const before = this.#node.journal;
    if (before?.created === created && before.position <= last) return before;
    const another = { created, position: 0 };
    this.#node.journal = another;
    this.#subscriber?.next({ type: 'link', link: 'epoch' });
    return another;
  }

  /** Whether there was room for it. */
  #hears(entry: Entry): boolean {
    const { order } = this.#node;
    const read = this.#batchIn(entry);
    if (read === undefined) return true;
    const heard = order.accept(read.origin, read.batch, this.#newcomers);
    if (heard === undefined) return false;
    for (const batch of heard) this.#handOn(batch);
    return true;
  }

  /** Of another node. */
  #batchIn({ subject, headers, data }: Entry): { origin: string; batch: WireBatch } | undefined {
    const origin = speakerOf(subject);
    if (origin === undefined || origin === this.#node.id) return undefined;
    try {
      return { origin, batch: decodeBatch(origin, headers, data) };
    } catch {
      return undefined; // it was told of when it came
    }
  }

  #handOn({ said }: WireBatch): void {
    for (const each of said) this.#subscriber?.next(each);
  }

  #giveUp(hole: Hole): void {
    const { lost, released } = this.#node.order.giveUp(hole);
    if (lost > 0) this.#subscriber?.next({ type: 'link', link: 'gap', node: hole.origin, messages: lost });
    for (const batch of released) this.#handOn(batch);
  }

  /** What was said before this node came, for newcomers. */
  async #readPast(): Promise<void> {
    const { here, order, journal: known } = this.#node;
    if (here.history === 0 || this.#journal === undefined || known === undefined) return;
    const { first } = await this.#journal.state();
    const last = known.position;
    const start = Math.max(first, last - here.history + 1);
    if (start > last) return;
    let messages: Buffer[] = [];
    for await (const entry of this.#journal.read(start, last)) {
      const { origin, batch } = this.#batchIn(entry) ?? {};
      if (origin === undefined || batch === undefined || !order.isPast(origin, batch.first)) continue;
      messages.push(...batch.said.flatMap((said) => (said.type === 'said' ? said.messages : [said.bytes])));
      if (messages.length > 2 * here.history) messages = messages.slice(-here.history);
    }
    this.#subscriber?.next({ type: 'past', messages });
  }

  /** Lets the clients take what they have, but none of them keep the others waiting. */
  async #calm(): Promise<void> {
    for (let waited = 0; waited < WAIT_FOR_CLIENTS && this.#somebodyLags(); waited += WAIT) {
      await setTimeout(WAIT);
    }
    await setImmediate();
  }

  #somebodyLags(): boolean {
    for (const { backlog = 0 } of this.#node.here.roster.keys()) if (backlog > LAG) return true;
    return false;
  }
}
