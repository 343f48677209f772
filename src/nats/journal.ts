import {
  AckPolicy,
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
import { type Msg, type NatsConnection, nanos, PermissionViolationError } from '@nats-io/transport-node';
import type { NatsSettings } from './settings.ts';
import type { Subjects } from './identity.ts';

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

  private constructor(
    settings: NatsSettings,
    subjects: Subjects,
    manager: JetStreamManager,
    client: JetStreamClient,
  ) {
    this.#stream = `TALK_${settings.room}`;
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
      if (config.subjects.includes(subjects.batches)) return journal;
      return new NoJournal(new Error(`the stream ${config.name} is not for ${subjects.batches}: delete it`));
    } catch (error) {
      if (isDisabled(error)) return new NoJournal();
      if (isForGood(error)) return new NoJournal(error);
      throw error;
    }
  }

  async state(): Promise<JournalState> {
    const { created, state } = await this.#manager.streams.info(this.#stream);
    return { created, first: state.first_seq, last: state.last_seq };
  }

  /** Its last entry before that time, in milliseconds since 1970. */
  async endAt(time: number): Promise<number> {
    const { name, delivered } = await this.#manager.consumers.add(this.#stream, {
      ...READER,
      deliver_policy: DeliverPolicy.StartTime,
      opt_start_time: new Date(time).toISOString(),
    });
    this.#dismiss(name);
    return delivered.stream_seq;
  }

  /**
   * What it has from `start` to `end`, each entry once, in order. Asks for more only when it is asked for more: whoever reads
   * sets the pace.
   */
  async *read(start: number, end: number): AsyncGenerator<Entry, void> {
    const { name } = await this.#manager.consumers.add(this.#stream, {
      ...READER,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: start,
    });
    const reader = await this.#client.consumers.get(this.#stream, name);
    for (let next = start; next <= end;) {
      const asked = Math.min(READ, end - next + 1);
      const entries = await reader.fetch({ max_messages: asked, expires: PATIENCE });
      let isMissingOne = true;
      for await (const entry of entries) {
        isMissingOne = entry.seq !== next;
        if (isMissingOne) break;
        yield entry;
        next += 1;
      }
      if (isMissingOne) throw new Error('the journal did not send all');
    }
    this.#dismiss(name);
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
      if (codeOf(error) !== IN_USE) throw error;
      return await this.#manager.streams.info(this.#stream); // another node, told otherwise, was faster
    }
  }
}

/** Of JetStream's errors (nats-server, server/errors.json): what is there already, and what there is no place for yet. */
const IN_USE = 10058;
const NO_PEERS = 10005;
const UNAVAILABLE = 503;

function codeOf(error: unknown): number | undefined {
  return error instanceof JetStreamApiError ? error.code : undefined;
}

/** Nobody answers for JetStream, or it is not for this account. */
function isDisabled(error: unknown): boolean {
  const isNobodyThere = error instanceof Error && error.name === 'JetStreamNotEnabled';
  return isNobodyThere || codeOf(error) === JetStreamApiCodes.JetStreamNotEnabledForAccount;
}

/** Asking again would not help: unlike a cluster that has just lost its leader, or is not complete yet. */
function isForGood(error: unknown): error is Error {
  if (error instanceof PermissionViolationError) return true;
  return error instanceof JetStreamApiError && error.status !== UNAVAILABLE && error.code !== NO_PEERS;
}

/** What the journal says to what was published to it: whether it has it. */
export function isStored(answer: Msg): boolean {
  if (answer.data.length === 0) return false; // nobody is there who could
  try {
    const { error }: { readonly error?: unknown } = answer.json();
    return error === undefined;
  } catch {
    return false;
  }
}
