import { randomBytes } from 'node:crypto';
import { connect, headers, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import { becomes } from '../wait.ts';

/** Where nodes put what is said, each behind its own id. */
const SAID_AT = 'talk.v1.lobby.b.';
/** Where nobody is who could say something. */
const NOBODY_AT = ['nobody', 'a-0', 'x'.repeat(200), '0', 'a.b.c'].map((stranger) => `${SAID_AT}${stranger}`);
/** Where nodes tell that they are there, and ask who is. */
const OTHERS_AT = ['talk.v1.lobby.presence', 'talk.v1.lobby.who'];
/** Bytes that the broker takes at once, with some room for headers. */
const HUGE = 1_000_000;
/** Numbers that no node has come to, and what is none. */
const LIES = ['', '-1', '0', '1.5', 'null', '1e308', '9'.repeat(400), String(Number.MAX_SAFE_INTEGER)];
/** Milliseconds in which each node says something, however slow the machine is. */
const PATIENCE = 30_000;

interface Poison {
  readonly subject: string;
  readonly payload: Uint8Array;
  readonly headers?: MsgHdrs | undefined;
}

/** Somebody who may talk to the broker, and sends what no node does. */
export class Poisoner {
  readonly #connection: NatsConnection;
  /** What each node has said last. */
  readonly #heard = new Map<string, Msg>();

  private constructor(connection: NatsConnection) {
    this.#connection = connection;
    connection.subscribe(`${SAID_AT}>`, {
      callback: (_, message) => void this.#heard.set(message.subject, message),
    });
  }

  static async at(url: string): Promise<Poisoner> {
    return new Poisoner(await connect({ servers: url, noEcho: true }));
  }

  /** Waits until so many nodes have said something, which is what lies are made of. */
  async hears(nodes: number): Promise<boolean> {
    return await becomes(() => this.#heard.size >= nodes, PATIENCE);
  }

  /** Sends all of it, and tells how many messages that was. */
  async poison(): Promise<number> {
    const all = [...this.#heard.values()].flatMap((message) => poisons(message));
    for (const { subject, payload, headers: of } of all) {
      this.#connection.publish(subject, payload, of === undefined ? {} : { headers: of });
    }
    await this.#connection.flush();
    return all.length;
  }

  async end(): Promise<void> {
    await this.#connection.close();
  }
}

/** Garbage, and what a node has said made worse: at its own place, and where nobody is. */
function poisons({ subject, data, headers: own }: Msg): Poison[] {
  const places = [subject, ...NOBODY_AT];
  const garbage = [
    Buffer.alloc(0),
    ...[1, 10, 100, 10_000, HUGE].map((size) => randomBytes(size)),
    data.subarray(0, data.length / 2),
    Buffer.from('[]'),
    Buffer.from('{"node":null,"said":1e308,"floor":-1}'),
  ];
  return [
    ...[...places, ...OTHERS_AT].flatMap((place) => garbage.map((payload) => ({ subject: place, payload }))),
    ...places.flatMap((place) => garbage.map((payload) => ({ subject: place, payload, headers: own }))),
    // What it said, once more, or as if somebody else did.
    ...places.map((place) => ({ subject: place, payload: data, headers: own })),
    ...places.flatMap((place) => lies(own).map((lie) => ({ subject: place, payload: data, headers: lie }))),
  ];
}

/** Headers in which one is missing, or one number of one is a lie. */
function lies(own: MsgHdrs | undefined): MsgHdrs[] {
  const keys = own?.keys() ?? [];
  return keys.flatMap((key) => {
    const value = own?.get(key) ?? '';
    const values = Array.from(value.matchAll(/\d+/g), ({ 0: digits, index }) =>
      LIES.map((lie) => value.slice(0, index) + lie + value.slice(index + digits.length)),
    );
    return [undefined, '', ...values.flat()].map((changed) => {
      const copy = headers();
      for (const each of keys) if (each !== key) copy.set(each, own?.get(each) ?? '');
      if (changed !== undefined) copy.set(key, changed);
      return copy;
    });
  });
}
