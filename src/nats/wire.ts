import { type MsgHdrs, headers as newHeaders } from '@nats-io/transport-node';
import type { Relayed } from '../backplane.ts';
import type { Client } from '../events.ts';
import { textOf } from '../parseMessage.ts';
import { Speech } from '../speech.ts';

/**
 * What several clients of one node said, as it travels: the bytes themselves, and in a header, as JSON, whose they are. So
 * whoever listens to the subject with another program sees the conversation as it is.
 */
export interface WireBatch {
  /** The number of its first message: every message of a node has one, from 1. */
  readonly first: number;
  /** How many messages it is. */
  readonly count: number;
  /** What has a lower number is in the journal, or will never come. */
  readonly floor: number;
  readonly said: readonly Relayed[];
  /** Bytes that were said. */
  readonly bytes: number;
}

/** What was received is not what any node sends. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

const HEADER = 'Talk-Batch';
/** JetStream's: what has come with this id before is not stored again. */
const MESSAGE_ID = 'Nats-Msg-Id';

/** `[id, name, address, port]` */
type WireClient = readonly [number, string, string, number];
/** `[who, bytes, messages]`, and where the text begins if that is not to be read from the bytes. */
type WirePart = readonly [number, number, number, number?];

/** Who says what no client says: the program. */
const NOBODY = -1;

/** One part of a batch before it travels. */
export interface Part {
  readonly client: Client | undefined;
  readonly bytes: Buffer;
  readonly count: number;
  readonly textStart: number | undefined;
}

/** Whose the bytes of these parts are, as the header has it. */
export function describe(parts: readonly Part[]): string {
  const clients: WireClient[] = [];
  const places = new Map<Client, number>();
  const wireParts = parts.map(({ client, bytes, count, textStart }): WirePart => {
    const who = client === undefined ? NOBODY : placeOf(client);
    return textStart === undefined ? [who, bytes.length, count] : [who, bytes.length, count, textStart];
  });
  function placeOf(client: Client): number {
    const known = places.get(client);
    if (known !== undefined) return known;
    places.set(client, clients.length);
    return clients.push([client.id, client.name, client.address, client.port]) - 1;
  }
  return `"clients":${JSON.stringify(clients)},"parts":${JSON.stringify(wireParts)}`;
}

/** The headers of a batch, the parts of which are described so. */
export function encodeHeaders(node: string, first: number, floor: number, description: string): MsgHdrs {
  const headers = newHeaders();
  headers.set(MESSAGE_ID, `${node}.${first}`);
  headers.set(HEADER, `{"first":${first},"floor":${floor},${description}}`);
  return headers;
}

/** What comes of a batch, by whatever way. */
export interface Message {
  readonly headers?: MsgHdrs | undefined;
  readonly data: Uint8Array;
}

/** What came, of this node. Throws `Malformed`. */
export function decodeBatch(origin: string, message: Message): WireBatch {
  const { first, floor, clients, parts } = objectFrom(headerOf(message));
  const { data } = message;
  const speakers = arrayOf(clients).map(clientOf);
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  let at = 0;
  let count = 0;
  const said = arrayOf(parts).map((part): Relayed => {
    const [who, length, messages, textStart] = arrayOf(part);
    const end = at + natural(length, 1);
    if (end > bytes.length) throw new Malformed('parts that are longer than the whole');
    const own = bytes.subarray(at, end);
    at = end;
    if (natural(messages, 1) > own.length) throw new Malformed('more messages than bytes');
    count += natural(messages, 1);
    if (who === NOBODY) return { type: 'announced', bytes: own, text: textOf(own, 0), origin };
    const client = speakers[natural(who, 0)];
    if (client === undefined) throw new Malformed('a speaker whom nobody knows');
    const start = textStart === undefined ? undefined : natural(textStart, 0);
    return new Speech(undefined, client, own, natural(messages, 1), start, origin);
  });
  if (count === 0 || at !== bytes.length) throw new Malformed('parts that are not the whole');
  if (natural(floor, 1) > natural(first, 1)) throw new Malformed('what will not come');
  return { first: natural(first, 1), count, floor: natural(floor, 1), said, bytes: at };
}

/** The client of NATS reads headers when it is asked for them, and throws where they are none. */
function headerOf(message: Message): string {
  try {
    return message.headers?.get(HEADER) ?? '';
  } catch (cause) {
    throw new Malformed('no headers', { cause });
  }
}

function clientOf(entry: unknown): Client {
  const [id, name, address, port] = arrayOf(entry);
  return { id: natural(id, 0), name: text(name), address: text(address), port: natural(port, 0) };
}

/** The JSON object that came as so many bytes at the most: whoever sends more has this node read nothing. Or `Malformed`. */
export function objectIn({ data }: Message, mostBytes: number): Readonly<Record<string, unknown>> {
  if (data.length > mostBytes) throw new Malformed('more than any node sends here');
  return objectFrom(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString());
}

/** Read as it is, or `Malformed`. */
export function objectFrom(json: string): Readonly<Record<string, unknown>> {
  const value = parse(json);
  if (typeof value !== 'object' || value === null) throw new Malformed('no JSON object');
  return { ...value };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new Malformed('no JSON', { cause });
  }
}

export function arrayOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Malformed('no array where there should be one');
  return value;
}

/** Whole numbers alone, and small enough to be counted on. */
export function natural(value: unknown, least: number): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
    throw new Malformed('no whole number where there should be one');
  }
  return value;
}

/** Longer than any name or address. */
const LONGEST = 256;

export function text(value: unknown): string {
  if (typeof value !== 'string' || value.length > LONGEST) throw new Malformed('no short text');
  return value;
}
