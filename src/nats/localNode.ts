import type { Here } from '../backplane.ts';
import type { Checkpoint } from './checkpoint.ts';
import { InOrder } from './inOrder.ts';
import { nodeId, Subjects } from './identity.ts';
import { Newcomers } from './newcomers.ts';
import { Nodes } from './nodes.ts';
import { Sender } from './sender.ts';
import { SendQueue } from './sendQueue.ts';
import type { NatsSettings } from './settings.ts';
import type { WireBatch } from './wire.ts';

/** Milliseconds in which those who are there have answered a node that has come. */
export const ANSWERED_WITHIN = 250;

/** Whether a node has just come; could not be one of the room so far, and serves alone; or has been one of it. */
export type Membership = 'new' | 'alone' | 'member';

/** This node of the room: what of it outlasts the connection to a broker. */
export class LocalNode {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly started = Date.now();
  readonly settings: NatsSettings;
  readonly here: Here;
  readonly subjects: Subjects;
  readonly queue: SendQueue;
  readonly sender: Sender;
  /** What comes from the others. */
  readonly order: InOrder<WireBatch>;
  readonly nodes = new Nodes();
  readonly newcomers: Newcomers<WireBatch>;
  /** Whether it has handed on what was said before it came. */
  hasPast = false;
  #membership: Membership = 'new';
  /** What of the journal is wanted, once it was seen. */
  checkpoint: Checkpoint | undefined;
  readonly #startedAt = performance.now();

  constructor(settings: NatsSettings, here: Here) {
    this.id = nodeId(settings.node);
    this.settings = settings;
    this.here = here;
    this.subjects = new Subjects(settings.room);
    this.queue = new SendQueue(this.id, settings.natsBuffer);
    this.sender = new Sender(this.queue, this.subjects.batchesOf(this.id), settings.room);
    this.order = new InOrder(settings.natsBuffer, sizeOf);
    this.newcomers = new Newcomers(this.order);
  }

  /** Milliseconds for which it has run. */
  get age(): number {
    return Math.round(performance.now() - this.#startedAt);
  }

  /** It is one of the room from now on; or since it began to serve, alone. */
  join(): void {
    this.newcomers.join(this.#membership === 'alone' ? this.#startedAt : performance.now());
    this.#membership = 'member';
  }

  /** No broker can be reached. */
  serveAlone(): void {
    if (this.#membership === 'new') this.#membership = 'alone';
  }

  get membership(): Membership {
    return this.#membership;
  }
}

/** What a part of a batch takes in memory, beside its bytes. */
const PART_OVERHEAD = 512;

function sizeOf({ bytes, said }: WireBatch): number {
  return bytes + said.length * PART_OVERHEAD;
}
