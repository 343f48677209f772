import type { Client } from '../events.ts';
import { piecesOf } from './pieces.ts';
import { describe, type Part } from './wire.ts';

/**
 * So many bytes of what is said travel together: a broker that waits for a slow receiver does so for each message, however
 * large, and a larger one would hold the event loop of those who get it.
 */
const BATCH_BYTES = 256 * 1024;
/** What a broker takes in one message unless it is told otherwise; and the longest piece of what is said at once. */
export const USUAL_PAYLOAD = 1024 * 1024;
const LONGEST_PART = USUAL_PAYLOAD / 2;
/** What a part takes in memory beside its bytes. */
const PART_OVERHEAD = 128;
/** Bytes of a description, at the most: JetStream takes 64 KiB of headers, and refuses what has more. */
const HEADER_BYTES = 48 * 1024;
/** What a part takes in it at the most, and a speaker beside name and address. */
const PART_HEADER = 40;
const CLIENT_HEADER = 40;

/** What travels together. */
export interface Pack {
  readonly parts: readonly Part[];
  /** Messages, and bytes of them. */
  readonly count: number;
  readonly length: number;
  /** Whose they are. */
  readonly description: string;
}

/** Gathers what is said until it is as much as travels together. */
export class Packer {
  #batchBytes = BATCH_BYTES;
  #headerBytes = HEADER_BYTES;
  #longestPart = LONGEST_PART;
  #parts: Part[] = [];
  #bytes = 0;
  /** Who said those, and what it takes to describe all. */
  readonly #speakers = new Set<Client>();
  #header = 0;

  /** Packs from now on for a broker that takes so many bytes in one message. */
  fit(mostPayload: number): void {
    const most = Math.floor(mostPayload / 4); // as much again for the headers, and twice as much for the last part
    this.#batchBytes = Math.min(BATCH_BYTES, most);
    this.#headerBytes = Math.min(HEADER_BYTES, most / 2);
    this.#longestPart = Math.min(LONGEST_PART, 2 * most);
  }

  /** The packs that this completes. */
  *add(part: Part): Generator<Pack, void> {
    if (part.bytes.length === 0) return; // there is nothing to hear
    for (const piece of piecesOf(part, this.#longestPart)) {
      this.#parts.push(piece);
      this.#bytes += piece.bytes.length + PART_OVERHEAD;
      this.#header += PART_HEADER + this.#introduction(piece.client);
      if (this.#bytes < this.#batchBytes && this.#header < this.#headerBytes) continue;
      const pack = this.take();
      if (pack !== undefined) yield pack;
    }
  }

  /** What there is, however little; undefined where there is nothing. */
  take(): Pack | undefined {
    if (this.#parts.length === 0) return undefined;
    const parts = this.#parts;
    this.#parts = [];
    this.#bytes = 0;
    this.#speakers.clear();
    this.#header = 0;
    return {
      parts,
      count: parts.reduce((sum, { count }) => sum + count, 0),
      length: parts.reduce((sum, { bytes }) => sum + bytes.length, 0),
      description: describe(parts),
    };
  }

  /** What is not packed yet takes in memory, more or less. */
  get size(): number {
    return this.#bytes;
  }

  /** What it takes to describe a speaker, which is done once in a pack. */
  #introduction(client: Client | undefined): number {
    if (client === undefined || this.#speakers.has(client)) return 0;
    this.#speakers.add(client);
    return CLIENT_HEADER + Buffer.byteLength(JSON.stringify([client.name, client.address]));
  }
}
