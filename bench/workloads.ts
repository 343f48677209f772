/** Who says how much to how many. Each message is delivered to all clients but its speaker. */
export interface Workload {
  readonly name: string;
  /** What it stands for, for whoever reads the table. */
  readonly about: string;
  readonly clients: number;
  /** How many of the clients talk, in turns. */
  readonly speakers: number;
  /** Messages of each speaker. */
  readonly messages: number;
  /** Bytes of a message, its newline included. */
  readonly size: number;
  /** Messages that are under way at once: the next is said when one has reached everybody. */
  readonly window: number;
  /** Whether all of it is said once before, uncounted, so that the server's code is compiled. Default no. */
  readonly isWarm?: boolean;
}

export const ROOM: Workload = {
  name: 'room',
  about: 'everybody talks',
  clients: 100,
  speakers: 100,
  messages: 400,
  size: 64,
  window: 100,
};

/** The five rooms that every peer is put into. */
export const WORKLOADS: readonly Workload[] = [
  {
    name: 'lone',
    about: 'one speaker, one message at a time',
    clients: 100,
    speakers: 1,
    messages: 600,
    size: 64,
    window: 1,
  },
  ROOM,
  {
    name: 'hall',
    about: 'a few talk, many listen',
    clients: 1000,
    speakers: 10,
    messages: 100,
    size: 64,
    window: 10,
  },
  {
    name: 'flood',
    about: 'as fast as it goes',
    clients: 100,
    speakers: 10,
    messages: 8000,
    size: 64,
    window: 1000,
  },
  {
    name: 'page',
    about: 'long messages',
    clients: 100,
    speakers: 20,
    messages: 100,
    size: 1000,
    window: 20,
  },
];

/** The rooms that clients come into by TCP and by WebSocket. */
export const WEB_WORKLOADS: readonly Workload[] = [
  {
    name: 'one talks',
    about: 'one speaker, one message at a time',
    clients: 400,
    speakers: 1,
    messages: 300,
    size: 64,
    window: 1,
    isWarm: true,
  },
  {
    name: 'all talk',
    about: 'everybody talks, one message of each under way',
    clients: 400,
    speakers: 400,
    messages: 50,
    size: 64,
    window: 400,
    isWarm: true,
  },
];

/** How many clients the cost is measured with. */
export const CROWDS: readonly number[] = [10, 30, 100, 300, 1000, 3000, 8000];

const HALL_SPEAKERS = 10;

/**
 * A hall of so many clients, in which about so many deliveries are made in all, whatever its size.
 *
 * @param most messages of a speaker: few clients would need very many, and a server that leaves Nagle's algorithm on
 * takes 40 ms for each
 */
export function hallOf(clients: number, deliveries: number, most: number): Workload {
  const wanted = Math.round(deliveries / (clients - 1) / HALL_SPEAKERS);
  const messages = Math.min(most, Math.max(1, wanted));
  return {
    name: `hall of ${clients}`,
    about: 'a few talk, many listen',
    clients,
    speakers: HALL_SPEAKERS,
    messages,
    size: 64,
    window: HALL_SPEAKERS,
    isWarm: true,
  };
}

/** The same workload with a part of its messages, at least one of each speaker. */
export function fractionOf(workload: Workload, part: number): Workload {
  return { ...workload, messages: Math.max(1, Math.round(workload.messages * part)) };
}

/** How often a message is handed to somebody, in all. */
export function deliveriesOf({ clients, speakers, messages }: Workload): number {
  return speakers * messages * (clients - 1);
}

/** A line of so many bytes, as a client of the assignment says it. */
export function lineOf(size: number, speaker = 'alice'): Buffer {
  return Buffer.from(`${`${speaker} says: `.padEnd(size - 1, 'x')}\n`);
}
