import { createHistogram } from 'node:perf_hooks';
import { asyncScheduler } from 'rxjs';
import type { FannedOut } from '../events.ts';
import type { Backlog } from './backlog.ts';
import type { Counts, LinkState } from './counts.ts';

/** How the room was in the second or so that ended at `time`. */
export interface Sample {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Clients that are connected. */
  readonly clients: number;
  readonly messagesPerSecond: number;
  readonly deliveriesPerSecond: number;
  readonly bytesPerSecond: number;
  readonly deliveredBytesPerSecond: number;
  /** Milliseconds that 99 of 100 batches took at the most to be handed to all clients; null where nothing was said. */
  readonly p99FanOut: number | null;
  /** Bytes that wait for the slowest client. */
  readonly slowestBacklog: number;
  /** Bytes that wait for all together. */
  readonly totalBacklog: number;
  readonly link: LinkState;
}

/** What there was until then. */
type Totals = Pick<Sample, 'time'> & Pick<Counts, 'messages' | 'bytes' | 'deliveries' | 'deliveredBytes'>;

const SECOND = 1000;
const MICROSECONDS = 1000;

/** Takes samples of a room: each is about what happened since the one before. */
export class Sampler {
  readonly #counts: Counts;
  readonly #backlog: () => Backlog;
  /** Microseconds. */
  readonly #fanOuts = createHistogram();
  #before: Totals;

  constructor(counts: Counts, backlog: () => Backlog) {
    this.#counts = counts;
    this.#backlog = backlog;
    this.#before = this.#totals();
  }

  observe({ milliseconds }: FannedOut): void {
    // It takes whole numbers from 1 on.
    this.#fanOuts.record(Math.max(Math.round(milliseconds * MICROSECONDS), 1));
  }

  sample(): Sample {
    const before = this.#before;
    const now = (this.#before = this.#totals());
    // A turn of the event loop may have held it up.
    const seconds = Math.max(now.time - before.time, 1) / SECOND;
    const { total, largest } = this.#backlog();
    const p99FanOut = this.#fanOuts.count === 0 ? null : this.#fanOuts.percentile(99) / MICROSECONDS;
    this.#fanOuts.reset();
    return {
      time: now.time,
      clients: this.#counts.clients,
      messagesPerSecond: (now.messages - before.messages) / seconds,
      deliveriesPerSecond: (now.deliveries - before.deliveries) / seconds,
      bytesPerSecond: (now.bytes - before.bytes) / seconds,
      deliveredBytesPerSecond: (now.deliveredBytes - before.deliveredBytes) / seconds,
      p99FanOut,
      slowestBacklog: largest,
      totalBacklog: total,
      link: this.#counts.link,
    };
  }

  #totals(): Totals {
    const { messages, bytes, deliveries, deliveredBytes } = this.#counts;
    return { time: asyncScheduler.now(), messages, bytes, deliveries, deliveredBytes };
  }
}
