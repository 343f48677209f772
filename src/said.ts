import { inspect } from 'node:util';
import type { Client, Connection, SaidEvent } from './events.ts';
import { endOfText, textOf, textStartOf } from './parseMessage.ts';
import { Speech } from './speech.ts';

/** Who said what: the same before and after it was handed on. */
abstract class Spoken implements Client {
  /** The same as that of the event which tells of it. */
  readonly type = 'said';
  readonly id: number;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** The whole message, prefix and line end included. This is what is passed on. */
  readonly bytes: Buffer;

  constructor({ id, name, address, port }: Client, bytes: Buffer) {
    this.id = id;
    this.name = name;
    this.address = address;
    this.port = port;
    this.bytes = bytes;
  }
}

/**
 * One thing that a client says, on its way from parsing to fan-out: what `use` sees and hands on.
 * It is not changed but replaced: `withText` and `withBytes` return another one, of the same speaker.
 *
 * @category Options
 */
export class Said extends Spoken {
  readonly #speaker: Connection | undefined;
  readonly #client: Client;
  readonly #textStart: number;

  private constructor(speaker: Connection | undefined, client: Client, bytes: Buffer, textStart: number) {
    super(client, bytes);
    this.#speaker = speaker;
    this.#client = client;
    this.#textStart = textStart;
  }

  /** Each message of a speech. */
  static eachOf({ speaker, client, messages, textStart }: Speech): Said[] {
    return messages.map((bytes) => new Said(speaker, client, bytes, textStart ?? textStartOf(bytes)));
  }

  /** The way back: a speech of this one message. */
  static speechOf(said: Said): Speech {
    return new Speech(said.#speaker, said.#client, said.bytes, 1, said.#textStart);
  }

  /** What stands after `<name> says:`, without white space around it, bytes that are not UTF-8 as U+FFFD. */
  get text(): string {
    return textOf(this.bytes, this.#textStart);
  }

  /** The same message with another text: prefix, and line end if there is one, stay. */
  withText(text: string): Said {
    const prefix = this.bytes.subarray(0, this.#textStart);
    const ending = this.bytes.subarray(endOfText(this.bytes, this.#textStart));
    const bytes = Buffer.concat([prefix, Buffer.from(text), ending]);
    return new Said(this.#speaker, this.#client, bytes, this.#textStart);
  }

  /** Other bytes from the same speaker, passed on as they are: `text` is then all of them. */
  withBytes(bytes: Uint8Array): Said {
    return new Said(this.#speaker, this.#client, Buffer.from(bytes), 0);
  }
}

/** What was said, once it was handed to its receivers. */
export class Delivered extends Spoken implements SaidEvent {
  readonly receivers: number;
  readonly clients: number;
  readonly origin: string | undefined;
  readonly #textStart: number | undefined;

  private constructor(
    { client, textStart }: Speech,
    bytes: Buffer,
    receivers: number,
    clients: number,
    origin: string | undefined,
  ) {
    super(client, bytes);
    this.receivers = receivers;
    this.clients = clients;
    this.origin = origin;
    this.#textStart = textStart;
  }

  /** Each message of a speech. */
  static eachOf(speech: Speech, receivers: number, clients: number, origin?: string): Delivered[] {
    return speech.messages.map((bytes) => new Delivered(speech, bytes, receivers, clients, origin));
  }

  get text(): string {
    return textOf(this.bytes, this.#textStart ?? textStartOf(this.bytes));
  }

  /** `console.log` shows the text too. */
  [inspect.custom](): object {
    return this.toJSON();
  }

  toJSON(): object {
    const { type, id, name, address, port, bytes, text, receivers, clients, origin } = this;
    const all = { type, id, name, address, port, bytes, text, receivers, clients };
    return origin === undefined ? all : { ...all, origin };
  }
}
