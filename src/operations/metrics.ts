import { createRequire } from 'node:module';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type FannedOut, LEAVE_REASONS } from '../events.ts';
import type { Backlog } from './backlog.ts';
import type { Counts } from './counts.ts';

/** Seconds. A batch for ten takes tens of microseconds, one for ten thousand tens of milliseconds. */
const FAN_OUT_BUCKETS = [
  0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
  0.25, 0.5, 1,
];
/** Messages. */
const BATCH_BUCKETS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/** The numbers of one server as Prometheus reads them. */
export interface Metrics {
  /** Of this server alone, so that two in one process keep apart. */
  readonly registry: Registry;
  /** The work for a batch: two observations. All else is read from the counts when somebody asks. */
  observe(fannedOut: FannedOut): void;
}

export function metricsOf(counts: Counts, backlog: () => Backlog): Metrics {
  const registry = new Registry();
  const registers = [registry];

  function counter(name: string, help: string, count: () => number): void {
    new Counter({
      ...{ name, help, registers },
      collect() {
        this.reset();
        this.inc(count());
      },
    });
  }

  /** Without a value, where it is undefined. */
  function gauge(name: string, help: string, value: () => number | undefined): void {
    new Gauge({
      ...{ name, help, registers },
      collect() {
        const now = value();
        if (now === undefined) this.remove();
        else this.set(now);
      },
    });
  }

  gauge('talk_clients', 'Clients that are connected.', () => counts.clients);
  counter('talk_joined_total', 'Clients that ever joined.', () => counts.joined);
  new Counter({
    name: 'talk_disconnections_total',
    help: 'Clients that left, or were not let in, by reason.',
    ...{ labelNames: ['reason'], registers },
    collect() {
      this.reset();
      for (const reason of LEAVE_REASONS) this.inc({ reason }, counts.left.get(reason) ?? 0);
    },
  });
  counter('talk_messages_total', 'Messages that were said and announced.', () => counts.messages);
  counter('talk_bytes_total', 'Bytes of the messages that were said and announced.', () => counts.bytes);
  counter('talk_deliveries_total', 'Messages, once for each receiver.', () => counts.deliveries);
  counter(
    'talk_delivered_bytes_total',
    'Bytes of messages, once for each receiver.',
    () => counts.deliveredBytes,
  );
  const batchMessages = new Histogram({
    name: 'talk_batch_messages',
    help: 'Messages that were handed on together, with one write to each client.',
    ...{ buckets: BATCH_BUCKETS, registers },
  });
  const fanOutSeconds = new Histogram({
    name: 'talk_fan_out_seconds',
    help: 'Time that it took to hand one batch to all clients.',
    ...{ buckets: FAN_OUT_BUCKETS, registers },
  });
  gauge('talk_backlog_bytes', 'Bytes that wait for all clients together.', () => backlog().total);
  gauge('talk_largest_backlog_bytes', 'Bytes that wait for the slowest client.', () => backlog().largest);
  counter('talk_who_requests_total', 'Requests /who: that were answered.', () => counts.whoRequests);
  counter(
    'talk_who_answers_total',
    'Answers to /who:, each to one or more requests.',
    () => counts.whoAnswers,
  );
  gauge(
    'talk_link_up',
    'Whether the link to the other servers of the room is up. No value without NATS.',
    () => (counts.link === 'none' ? undefined : Number(counts.link === 'up')),
  );
  gauge('talk_nodes', 'Servers of the room, this one included, as last heard.', () => counts.nodes);
  counter(
    'talk_link_dropped_messages_total',
    'Messages said here that the other servers will never hear: too many were kept for them.',
    () => counts.droppedMessages,
  );
  counter(
    'talk_link_gap_messages_total',
    'Messages of other servers that will never be heard here.',
    () => counts.missedMessages,
  );
  new Gauge({
    ...{ name: 'talk_build_info', help: 'Always 1; the label tells the version.', registers },
    labelNames: ['version'],
  }).set({ version: versionOf() }, 1);

  return {
    registry,
    observe({ messages, milliseconds }) {
      batchMessages.observe(messages);
      fanOutSeconds.observe(milliseconds / 1000);
    },
  };
}

function versionOf(): string {
  // By its name, so that it is found from wherever it was built to. npm publishes none without a version.
  return (createRequire(import.meta.url)('talk-server/package.json') as { version: string }).version;
}
