import { inspect } from 'node:util';
import type { Client, Connection, SaidEvent } from './events.ts';
import { endOfText, textOf } from './parseMessage.ts';

/** Who said what: the same before and after it was handed on. */
abstract class Spoken implements Client {
  readonly type = 'said';
  readonly id: number;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** The whole message, prefix and line end included. This is what is passed on. */
  readonly bytes: Buffer;

  constructor({ id, address, port }: Omit<Client, 'name'>, name: string, bytes: Buffer) {
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
 */
export class Said extends Spoken {
  readonly #speaker: Connection;
  readonly #textStart: number;

  constructor(speaker: Connection, name: string, bytes: Buffer, textStart: number) {
    super(speaker, name, bytes);
    this.#speaker = speaker;
    this.#textStart = textStart;
  }

  /** The connection that does not get it back. */
  static speakerOf(said: Said): Connection {
    return said.#speaker;
  }

  /** What stands after `<name> says:`, without white space around it, bytes that are not UTF-8 as U+FFFD. */
  get text(): string {
    return textOf(this.bytes, this.#textStart);
  }

  /** The same message with another text: prefix, and line end if there is one, stay. */
  withText(text: string): Said {
    const prefix = this.bytes.subarray(0, this.#textStart);
    const ending = this.bytes.subarray(endOfText(this.bytes, this.#textStart));
    return new Said(
      this.#speaker,
      this.name,
      Buffer.concat([prefix, Buffer.from(text), ending]),
      this.#textStart,
    );
  }

  /** Other bytes from the same speaker, passed on as they are: `text` is then all of them. */
  withBytes(bytes: Uint8Array): Said {
    return new Said(this.#speaker, this.name, Buffer.from(bytes), 0);
  }
}

/** What was said, once it was handed to its receivers. */
export class Delivered extends Spoken implements SaidEvent {
  readonly receivers: number;
  readonly clients: number;
  readonly #said: Said;

  constructor(said: Said, receivers: number, clients: number) {
    super(said, said.name, said.bytes);
    this.receivers = receivers;
    this.clients = clients;
    this.#said = said;
  }

  get text(): string {
    return this.#said.text;
  }

  /** `console.log` shows the text too. */
  [inspect.custom](): object {
    return this.toJSON();
  }

  toJSON(): object {
    const { type, id, name, address, port, bytes, text, receivers, clients } = this;
    return { type, id, name, address, port, bytes, text, receivers, clients };
  }
}
