import type { MsgHdrs } from '@nats-io/transport-node';
import type { Outgoing } from '../operators/fanOut.ts';
import { type Pack, Packer, USUAL_PAYLOAD } from './packer.ts';
import { Ring } from './ring.ts';
import { encodeHeaders, type Part } from './wire.ts';

/** What a batch takes in memory beside its bytes. */
const BATCH_OVERHEAD = 512;
/** Milliseconds after which what is not acknowledged is sent again, the first time and at the most. */
const SEND_AGAIN = 2000;
const SEND_AGAIN_AT_MOST = 30_000;
/** The same for what was not taken. */
const SEND_REFUSED_AGAIN = 500;

/** Something on its way to the others, kept until it is acknowledged. */
export interface Batch {
  readonly first: number;
  readonly count: number;
  readonly bytes: Buffer;
  /** Whose they are. */
  readonly description: string;
  /** What it takes in memory, more or less. */
  readonly size: number;
  /** Whether the broker has had it, so that those who are linked have it too. */
  isReceived: boolean;
  tries: number;
  /** When it is to be sent again, in milliseconds. Nothing is due before it was sent. */
  due: number;
}

/** So much could be kept no longer. */
export interface Loss {
  readonly messages: number;
  readonly bytes: number;
}

/**
 * What is said here, in order, on its way to the other nodes: packed into batches, kept until acknowledged, and sent
 * again where it is not. Takes a bounded amount of memory: the oldest is given up for what is new.
 */
export class SendQueue {
  readonly #node: string;
  readonly #mostBytes: number;
  readonly #memory: Ring;
  readonly #kept = new Map<number, Batch>();
  #toSend: Batch[] = [];
  readonly #packer = new Packer();
  #size = 0;
  /** Of it, what the broker does not have. */
  #unreceived = 0;
  /** What was given up while it was on its way. */
  readonly #underWay = new Set<Batch>();
  #next = 1;
  #sent = 0;
  #lostMessages = 0;
  #lostBytes = 0;

  /** @param mostBytes that are kept, at the most. */
  constructor(node: string, mostBytes: number) {
    this.#node = node;
    this.#mostBytes = mostBytes;
    this.#memory = new Ring(mostBytes);
  }

  /** Takes what was said here, and nothing else of it. */
  add(outgoing: readonly Outgoing[]): void {
    for (const each of outgoing) {
      if (each.type === 'said' && each.origin === undefined) {
        const { client, bytes, count, textStart } = each;
        this.#addPart({ client, bytes, count, textStart });
      } else if (each.type === 'announced' && each.origin === undefined) {
        this.#addPart({ client: undefined, bytes: each.bytes, count: 1, textStart: 0 });
      }
    }
  }

  /** The next that is to be sent, and is from now on; undefined where there is none. */
  take(now: number): Batch | undefined {
    const batch = this.#nextKept() ?? this.#keepRest();
    if (batch === undefined) return undefined;
    batch.due = now + Math.min(SEND_AGAIN * 2 ** batch.tries, SEND_AGAIN_AT_MOST);
    batch.tries += 1;
    this.#sent = Math.max(this.#sent, batch.first + batch.count - 1);
    return batch;
  }

  headersOf({ first, description }: Batch): MsgHdrs {
    return encodeHeaders(this.#node, first, this.floor, description);
  }

  /** It is where it cannot be lost. */
  acknowledge(first: number): void {
    const batch = this.#kept.get(first);
    if (batch !== undefined) this.#forget(batch);
  }

  /** It was not taken: there is no journal yet, or no room in it. */
  refuse(first: number, now: number): void {
    const batch = this.#kept.get(first);
    if (batch !== undefined)
      batch.due = now + Math.min(SEND_REFUSED_AGAIN * 2 ** (batch.tries - 1), SEND_AGAIN_AT_MOST);
  }

  /** It cannot be sent. */
  giveUp(batch: Batch): void {
    if (!batch.isReceived) this.#lose(batch);
    this.#forget(batch);
  }

  /** The broker has it, and so have those who are linked. */
  receive(batch: Batch): void {
    this.#underWay.delete(batch);
    if (!batch.isReceived && this.#kept.has(batch.first)) this.#unreceived -= batch.size;
    batch.isReceived = true;
  }

  /** Packs from now on what a broker takes that takes so many bytes in one message; undefined is as usual. */
  fit(mostPayload = USUAL_PAYLOAD): void {
    this.#packer.fit(mostPayload);
  }

  /** Everything that is not acknowledged is to be sent anew, the oldest first. */
  sendAll(): void {
    for (const batch of this.#underWay) this.#lose(batch); // it never arrived, or nobody knows
    this.#underWay.clear();
    this.#toSend = [...this.#kept.values()];
  }

  /** The same for what has waited for its acknowledgement for too long. */
  sendDue(now: number): void {
    const waiting = new Set(this.#toSend);
    for (const batch of this.#kept.values()) {
      if (batch.tries > 0 && batch.due <= now && !waiting.has(batch)) this.#toSend.push(batch);
    }
  }

  /** The number of the last message that was ever sent. */
  get sent(): number {
    return this.#sent;
  }

  /** What has a lower number is acknowledged, or given up. */
  get floor(): number {
    return this.#oldest?.first ?? this.#next;
  }

  /** How full it is of what the broker does not have, from 0 to 1. */
  get fullness(): number {
    return (this.#unreceived + this.#packer.size) / this.#mostBytes;
  }

  get isEmpty(): boolean {
    return this.#kept.size === 0 && this.#packer.size === 0;
  }

  /** What was given up since the last time that this was asked, never having reached the broker. */
  takeLoss(): Loss | undefined {
    if (this.#lostMessages === 0) return undefined;
    const loss = { messages: this.#lostMessages, bytes: this.#lostBytes };
    this.#lostMessages = 0;
    this.#lostBytes = 0;
    return loss;
  }

  /** Packed at once where it is much, so that what waits long is small: parts keep all alive that was read with them. */
  #addPart(part: Part): void {
    for (const pack of this.#packer.add(part)) this.#toSend.push(this.#keep(pack));
  }

  #keepRest(): Batch | undefined {
    const pack = this.#packer.take();
    return pack === undefined ? undefined : this.#keep(pack);
  }

  #keep({ parts, count, length, description }: Pack): Batch {
    const batch: Batch = {
      first: this.#next,
      count,
      bytes: this.#join(parts, length),
      description,
      size: length + description.length + BATCH_OVERHEAD,
      isReceived: false,
      tries: 0,
      due: Infinity,
    };
    this.#next += count;
    this.#kept.set(batch.first, batch);
    this.#size += batch.size;
    this.#unreceived += batch.size;
    while (this.#size > this.#mostBytes) this.#giveUpOldest();
    return batch;
  }

  #join(parts: readonly Part[], length: number): Buffer {
    let memory = this.#memory.take(length, this.#oldest?.bytes.byteOffset);
    while (memory === undefined) {
      this.#giveUpOldest();
      memory = this.#memory.take(length, this.#oldest?.bytes.byteOffset);
    }
    let at = 0;
    for (const { bytes } of parts) at += bytes.copy(memory, at);
    return memory;
  }

  get #oldest(): Batch | undefined {
    for (const batch of this.#kept.values()) return batch;
    return undefined;
  }

  #giveUpOldest(): void {
    const oldest = this.#oldest;
    if (oldest === undefined) throw new Error('a batch is larger than all that may be kept');
    if (oldest.tries === 0 || oldest.isReceived) {
      this.giveUp(oldest);
    } else {
      this.#underWay.add(oldest); // and may arrive yet
      this.#forget(oldest);
    }
  }

  #nextKept(): Batch | undefined {
    for (let batch = this.#toSend.shift(); batch !== undefined; batch = this.#toSend.shift()) {
      if (this.#kept.has(batch.first)) return batch;
    }
    return undefined;
  }

  #forget(batch: Batch): void {
    this.#kept.delete(batch.first);
    this.#size -= batch.size;
    if (!batch.isReceived) this.#unreceived -= batch.size;
  }

  #lose({ count, bytes }: Batch): void {
    this.#lostMessages += count;
    this.#lostBytes += bytes.length;
  }
}
