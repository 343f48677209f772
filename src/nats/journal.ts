import {
  AckPolicy,
  type ConsumerConfig,
  type ConsumerInfo,
  DeliverPolicy,
  DiscardPolicy,
  jetstream,
  JetStreamApiCodes,
  JetStreamApiError,
  jetstreamManager,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import { type NatsConnection, nanos, PermissionViolationError } from '@nats-io/transport-node';
import type { NatsSettings } from './settings.ts';
import type { Subjects } from './identity.ts';
import { type Message, objectIn } from './wire.ts';

/** Milliseconds that the journal may take to answer. */
const PATIENCE = 2000;
/** Milliseconds in which what comes twice is stored once: longer than it takes until something is sent again. */
const DUPLICATE_WINDOW = 120_000;
/** So many entries are asked for at once: enough to be fast, and no more than clients can take. */
const READ = 32;
/** Reads and is gone: it is in the memory of one broker, and there not for long. */
const READER = {
  ack_policy: AckPolicy.None,
  inactive_threshold: nanos(10_000),
  mem_storage: true,
  num_replicas: 1,
};

/** Bytes in which it tells that it has something. */
const MOST_ANSWER = 4096;

/** Where the journal stands. */
export interface JournalState {
  /** Another journal has another one. */
  readonly created: string;
  /** The first that it still has, and the last. */
  readonly first: number;
  readonly last: number;
}

/** One entry: a batch as it was published. */
export type Entry = Pick<JsMsg, 'seq' | 'subject' | 'headers' | 'data'>;

/** There is no journal, and will be none for as long as this connection lasts. */
export class NoJournal {
  /** Why not, where the broker could keep one. */
  readonly reason: Error | undefined;

  constructor(reason?: Error) {
    this.reason = reason;
  }
}

/** What the nodes of a room said, in one order, kept by the broker on file: a JetStream stream. */
export class Journal {
  readonly #stream: string;
  readonly #config: Partial<StreamConfig> & { readonly name: string };
  readonly #manager: JetStreamManager;
  readonly #client: JetStreamClient;
  #lack: Error | undefined;

  private constructor(
    settings: NatsSettings,
    subjects: Subjects,
    manager: JetStreamManager,
    client: JetStreamClient,
  ) {
    this.#stream = streamOf(settings.room);
    this.#config = {
      name: this.#stream,
      subjects: [subjects.batches],
      storage: StorageType.File, // one in memory is gone with the broker, and another begins unseen
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      max_age: nanos(settings.journalAge),
      max_bytes: settings.journalSize,
      duplicate_window: nanos(Math.min(DUPLICATE_WINDOW, settings.journalAge)),
      num_replicas: settings.replicas,
    };
    this.#manager = manager;
    this.#client = client;
  }

  /** The room's, made if there is none. Errors where the broker cannot tell now. */
  static async open(
    connection: NatsConnection,
    settings: NatsSettings,
    subjects: Subjects,
  ): Promise<Journal | NoJournal> {
    const options = { checkAPI: false, timeout: PATIENCE };
    const manager = await jetstreamManager(connection, options);
    const journal = new Journal(settings, subjects, manager, jetstream(connection, options));
    try {
      const { config } = await journal.#make();
      if (!config.subjects.includes(subjects.batches)) {
        return new NoJournal(
          new Error(`the stream ${config.name} is not for ${subjects.batches}: delete it`),
        );
      }
      journal.#lack = lackOf(config, settings);
      return journal;
    } catch (error) {
      if (isDisabled(error)) return new NoJournal();
      if (isForGood(error)) return new NoJournal(error);
      throw error;
    }
  }

  /** What it has less of than this node was told to make it with, where another one has made it. */
  get lack(): Error | undefined {
    return this.#lack;
  }

  /** Where it stands. Made anew where somebody has deleted it. */
  async state(): Promise<JournalState> {
    const { created, state } = await this.#make();
    return { created, first: state.first_seq, last: state.last_seq };
  }

  /** The last entry that is older than so many milliseconds, as of when that is asked, by the clock of the broker. */
  async endBefore(age: () => number): Promise<number> {
    const { created } = await this.#read({ deliver_policy: DeliverPolicy.New });
    const start = new Date(Date.parse(created) - age()).toISOString();
    const { delivered } = await this.#read({
      deliver_policy: DeliverPolicy.StartTime,
      opt_start_time: start,
    });
    return delivered.stream_seq;
  }

  /**
   * What it has from `start` to `end`, each entry once, in order. Asks for more only when it is asked for more: whoever reads
   * sets the pace. Errors where the journal does not send all that it has.
   */
  async *read(start: number, end: number): AsyncGenerator<Entry, void> {
    const from = { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: start };
    const { name, num_pending: count } = await this.#manager.consumers.add(this.#stream, {
      ...READER,
      ...from,
    });
    try {
      const reader = await this.#client.consumers.get(this.#stream, name);
      for (let read = 0; read < count;) {
        const asked = Math.min(READ, count - read);
        const before = read;
        for await (const entry of await reader.fetch({ max_messages: asked, expires: PATIENCE })) {
          if (entry.info.deliverySequence !== read + 1) break; // one was lost on its way
          read += 1;
          if (entry.seq > end) return;
          yield entry;
        }
        if (read < before + asked) throw new Error('the journal did not send all');
      }
    } finally {
      this.#dismiss(name);
    }
  }

  /** What a reader would begin with, which reads nothing. */
  async #read(from: Partial<ConsumerConfig>): Promise<ConsumerInfo> {
    const reader = await this.#manager.consumers.add(this.#stream, { ...READER, ...from });
    this.#dismiss(reader.name);
    return reader;
  }

  /** A reader that is wanted no more. It would go by itself, too. */
  #dismiss(name: string): void {
    void this.#manager.consumers.delete(this.#stream, name).catch(() => undefined);
  }

  async #make(): Promise<StreamInfo> {
    try {
      return await this.#manager.streams.info(this.#stream);
    } catch (error) {
      if (codeOf(error) !== JetStreamApiCodes.StreamNotFound) throw error;
    }
    try {
      return await this.#manager.streams.add(this.#config);
    } catch (error) {
      // Another node was faster, with other settings ("in use") or at the very same time ("subjects overlap").
      return await this.#manager.streams.info(this.#stream).catch(() => Promise.reject(error as Error));
    }
  }
}

function lackOf({ name, num_replicas: has }: StreamConfig, { replicas }: NatsSettings): Error | undefined {
  if (has >= replicas) return undefined;
  const copies = has === 1 ? '1 copy' : `${has} copies`;
  const remedy = `nats stream edit ${name} --replicas ${replicas}`;
  return new Error(`the journal has ${copies}, not ${replicas}: ${remedy}`);
}

const UNAVAILABLE = 503;
/**
 * Of JetStream's errors (nats-server, server/errors.json) those that pass as a broker returns, or a leader is elected, though
 * their status does not say so: no broker has room yet, the one that was asked is not told of it yet or does not lead, the
 * stream or its reader is offline, or the reader was at a broker that is gone.
 */
const PASSING: ReadonlySet<number> = new Set([10005, 10007, 10009, 10014, 10118, 10119]);

function codeOf(error: unknown): number | undefined {
  return error instanceof JetStreamApiError ? error.code : undefined;
}

/** Nobody answers for JetStream, or it is not for this account. */
function isDisabled(error: unknown): boolean {
  const isNobodyThere = error instanceof Error && error.name === 'JetStreamNotEnabled';
  return isNobodyThere || codeOf(error) === JetStreamApiCodes.JetStreamNotEnabledForAccount;
}

/** Asking again would not help: unlike a cluster that has just lost its leader, or is not complete yet. */
export function isForGood(error: unknown): error is Error {
  if (error instanceof Error && error.cause instanceof PermissionViolationError) return true;
  return error instanceof JetStreamApiError && error.status !== UNAVAILABLE && !PASSING.has(error.code);
}

/** What is answered to what was published: whether a journal of that name has it. */
export function isStored(answer: Message, room: string): boolean {
  if (answer.data.length === 0) return false; // nobody is there who could
  try {
    const { stream, seq, error } = objectIn(answer, MOST_ANSWER); // a refusal has all three
    return stream === streamOf(room) && typeof seq === 'number' && error === undefined;
  } catch {
    return false;
  }
}

function streamOf(room: string): string {
  return `TALK_${room}`;
}
