import { setTimeout } from 'node:timers/promises';
import { Observable, type Subscriber } from 'rxjs';
import type { Past, Relayed } from '../backplane.ts';
import type { LinkEvent, LinkUp } from '../events.ts';
import { History } from '../history.ts';
import { Checkpoint } from './checkpoint.ts';
import { clientsCatchUp } from './clientsCatchUp.ts';
import { speakerOf } from './identity.ts';
import type { Hole } from './inOrder.ts';
import { type Entry, isForGood, type Journal } from './journal.ts';
import { ANSWERED_WITHIN, type LocalNode } from './localNode.ts';
import { decodeBatch, type WireBatch } from './wire.ts';

/** What comes from elsewhere. */
export type Coming = Relayed | Past | LinkEvent;

/** Milliseconds until what failed, or what is still missing, is tried again. */
const TRY_AGAIN = 500;
/** So much of the journal is handed on in one go. */
const PIECE = 256 * 1024;
/**
 * Mends what this node did not hear, for as long as one connection lasts: reads it from the journal, or, where it is not
 * there and the node that said it will not send it again, tells that it is lost.
 */
export class Mender {
  readonly #node: LocalNode;
  readonly #journal: Journal | undefined;
  readonly #up: LinkUp;
  readonly #began = performance.now();
  /** Whether the journal was read once. */
  #hasRead = false;
  #subscriber: Subscriber<Coming> | undefined;
  #mending: Promise<void> | undefined;

  readonly coming$ = new Observable<Coming>((subscriber) => {
    this.#subscriber = subscriber;
    void this.#begin();
    return () => (this.#subscriber = undefined);
  });

  /** @param up what is told as soon as newcomers can be told the history. */
  constructor(node: LocalNode, journal: Journal | undefined, up: LinkUp) {
    this.#node = node;
    this.#journal = journal;
    this.#up = up;
  }

  /** Something may be missing. */
  mend(): void {
    if (this.#hasRead && !this.#isOver) this.#mending ??= this.#mendAll();
  }

  /** To be called now and then: so much less is to be read after the next loss of the link. */
  async look(): Promise<void> {
    if (this.#journal === undefined || !this.#hasRead) return;
    try {
      const state = await this.#journal.state();
      const { checkpoint } = this.#node;
      if (checkpoint?.isOf(state) === false) this.#tellEpoch();
      else if (!this.#isMissingSomething) checkpoint?.look(state.last);
    } catch {
      // It is looked at again.
    }
  }

  /** As far as is known, or because somebody is not heard of. */
  get #isMissingSomething(): boolean {
    const { order, nodes, settings } = this.#node;
    return this.#mending !== undefined || order.hasHoles || nodes.isSomebodyLost(settings.journalAge);
  }

  get #isOver(): boolean {
    return this.#subscriber === undefined;
  }

  async #begin(): Promise<void> {
    const { hasPast, newcomers } = this.#node;
    if (!(await this.#isDone(() => this.#join()))) return;
    if (!hasPast) await this.#readPast();
    this.#subscriber?.next(this.#up);
    if (!(await this.#isDone(() => this.#readOn()))) return;
    this.#hasRead = true;
    this.#mendHoles();
    await setTimeout(ANSWERED_WITHIN);
    if (this.#isOver) return;
    newcomers.settle();
    this.#mendHoles();
  }

  #mendHoles(): void {
    if (this.#node.order.hasHoles) this.mend();
  }

  /** From where on the journal is wanted: what comes from now on, or what came since this node began to serve without it. */
  async #join(): Promise<void> {
    const { checkpoint, membership } = this.#node;
    if (checkpoint === undefined && this.#journal !== undefined) {
      const state = await this.#journal.state();
      const position =
        membership === 'new' ? state.last : await this.#journal.endBefore(() => this.#node.age);
      this.#node.checkpoint = new Checkpoint(state, position);
    }
    if (!this.#isOver) this.#node.join();
  }

  /** Tried until it succeeds; false where the connection is gone before. */
  async #isDone(work: () => Promise<void>): Promise<boolean> {
    while (!this.#isOver) {
      try {
        await work();
        return !this.#isOver;
      } catch (error) {
        if (isForGood(error)) return !this.#isOver; // the journal is as good as none
        await setTimeout(TRY_AGAIN);
      }
    }
    return false;
  }

  async #mendAll(): Promise<void> {
    while (!this.#isOver && !(await this.#isMended())) await setTimeout(TRY_AGAIN);
    this.#mending = undefined;
  }

  /** Mends what can be. Whether nothing is missing then; where that cannot be told, it is not so. */
  async #isMended(): Promise<boolean> {
    const { order } = this.#node;
    // What is missing now, and will not be sent again, is in the journal by now or nowhere.
    const final = order.holes.filter((hole) => hole.isFinal || this.#isOfNobody(hole));
    try {
      await this.#readOn();
      if (this.#isOver) return false;
      for (const hole of final) this.#giveUp(hole);
      return !order.hasHoles;
    } catch (error) {
      if (!isForGood(error)) return false;
      for (const hole of final) this.#giveUp(hole); // nobody may read the journal here
      return !order.hasHoles;
    }
  }

  /** The node that said it is gone, and does not merely take its time to tell that it is there. */
  #isOfNobody({ origin }: Hole): boolean {
    const { nodes } = this.#node;
    return !nodes.has(origin) && performance.now() - this.#began > nodes.allHeardWithin;
  }

  /** All that the journal has and that is not known to have been heard. What there is no room for is wanted again. */
  async #readOn(): Promise<void> {
    const { checkpoint } = this.#node;
    if (this.#journal === undefined || checkpoint === undefined) return;
    const state = await this.#journal.state();
    if (!checkpoint.isOf(state)) this.#tellEpoch();
    const start = Math.max(checkpoint.position + 1, state.first);
    if (start > state.last) return;
    let bytes = 0;
    let isFull = false;
    for await (const entry of this.#journal.read(start, state.last)) {
      if (this.#isOver) return;
      isFull = !this.#hears(entry) || isFull;
      if (!isFull) checkpoint.read(entry.seq);
      bytes += entry.data.length;
      if (bytes < PIECE) continue;
      bytes = 0;
      await clientsCatchUp(this.#node.here.roster);
    }
  }

  #tellEpoch(): void {
    this.#subscriber?.next({ type: 'link', link: 'epoch' });
  }

  /** Whether there was room for it. */
  #hears(entry: Entry): boolean {
    const { order, newcomers, nodes } = this.#node;
    const read = this.#batchIn(entry);
    if (read === undefined) return true;
    newcomers.meet(read.origin, read.batch, 'journal');
    nodes.expect(read.origin);
    const heard = order.accept(read.origin, read.batch);
    for (const batch of heard ?? []) this.#handOn(batch);
    return heard !== undefined;
  }

  /** Of another node. */
  #batchIn(entry: Entry): { readonly origin: string; readonly batch: WireBatch } | undefined {
    const origin = speakerOf(entry.subject);
    if (origin === undefined || origin === this.#node.id) return undefined;
    try {
      return { origin, batch: decodeBatch(origin, entry) };
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

  /** What was said before this node came, for newcomers. Where it cannot be read they do without. */
  async #readPast(): Promise<void> {
    const { here, order, checkpoint } = this.#node;
    if (here.history === 0 || this.#journal === undefined || checkpoint === undefined) return;
    const past = new History(here);
    try {
      const { first } = await this.#journal.state();
      const last = checkpoint.position;
      const start = Math.max(first, last - here.history + 1, 1);
      if (start > last) return;
      for await (const entry of this.#journal.read(start, last)) {
        const { origin, batch } = this.#batchIn(entry) ?? {};
        if (origin === undefined || batch === undefined || !order.isPast(origin, batch.first)) continue;
        for (const each of batch.said) past.add(each.type === 'said' ? each : { messages: [each.bytes] });
      }
    } catch {
      // What was read until then is better than nothing.
    }
    if (this.#isOver) return;
    this.#node.hasPast = true;
    this.#subscriber?.next({ type: 'past', messages: past.messages });
  }
}
