import type { Here } from '../backplane.ts';
import { InOrder } from './inOrder.ts';
import { nodeId, Subjects } from './identity.ts';
import { Nodes } from './nodes.ts';
import { Sender } from './sender.ts';
import { SendQueue } from './sendQueue.ts';
import type { NatsSettings } from './settings.ts';
import type { WireBatch } from './wire.ts';

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
  /** Whether it ever was one of the room. */
  wasJoined = false;
  /** Whether it could not be one of the room at first, and served alone. */
  wasAlone = false;
  /** The journal, as it was seen last, and the entry up to which nothing of it is wanted. */
  journal: { readonly created: string; position: number } | undefined;

  constructor(settings: NatsSettings, here: Here) {
    this.id = nodeId(settings.node);
    this.settings = settings;
    this.here = here;
    this.subjects = new Subjects(settings.room);
    this.queue = new SendQueue(this.id, settings.natsBuffer);
    this.sender = new Sender(this.queue, this.subjects.batchesOf(this.id));
    this.order = new InOrder(settings.natsBuffer, ({ bytes }) => bytes);
  }
}
