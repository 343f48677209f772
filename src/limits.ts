import { OptionError } from './errors.ts';

/** The options that are numbers. */
export type LimitName =
  | 'port'
  | 'socketMode'
  | 'maxClients'
  | 'maxClientsPerIp'
  | 'maxMessage'
  | 'maxHold'
  | 'rate'
  | 'whoBurst'
  | 'whoInterval'
  | 'whoLines'
  | 'maxBacklog'
  | 'slowBacklog'
  | 'slowAfter'
  | 'maxTotalBacklog'
  | 'maxPause'
  | 'idleTimeout'
  | 'tlsHandshake'
  | 'drainTimeout'
  | 'history'
  | 'historySize'
  | 'replicas'
  | 'natsBuffer'
  | 'journalAge'
  | 'journalSize'
  | 'statsInterval'
  | 'httpPort'
  | 'metricsPort'
  | 'httpPing'
  | 'maxHttp'
  | 'maxLinkDown';

export type Unit =
  | 'port number'
  | 'file mode'
  | 'clients'
  | 'bytes'
  | 'milliseconds'
  | 'messages'
  | 'messages a second'
  | 'answers'
  | 'lines'
  | 'copies'
  | 'connections';

/** What a number that can be set may be. */
export interface Limit {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly unit: Unit;
  /** What 0 is, where that is no small number. */
  readonly zero?: string;
}

const KIB = 1024;
const MIB = 1024 * KIB;
const SECOND = 1000;
/** Above any sensible use, and safely below the largest Buffer of every supported Node. */
const MOST_BYTES = 1024 * MIB;
/** 24 days: a timer of Node takes no 25. */
const MOST_MILLISECONDS = 24 * 24 * 60 * 60 * SECOND;
/** More than the open files that Linux lets one process have unless it is told otherwise (`fs.nr_open`). */
const MOST_CLIENTS = 1024 * KIB;

/** Every number that can be set: its default, what it may be, its unit, and why the default is what it is. */
export const LIMITS: Readonly<Record<LimitName, Limit>> = {
  /** What the clients of the assignment try first. */
  port: { default: 12345, min: 0, max: 65535, unit: 'port number', zero: 'a free one' },
  /** The owner and the group may talk, as with most sockets under /run. */
  socketMode: { default: 0o660, min: 0, max: 0o777, unit: 'file mode' },
  /** Where the system tells how many files may be open, `clientsForOpenFiles` is the default instead. */
  maxClients: { default: MOST_CLIENTS, min: 1, max: MOST_CLIENTS, unit: 'clients' },
  /** A whole class may sit behind one address. */
  maxClientsPerIp: { default: 0, min: 0, max: MOST_CLIENTS, unit: 'clients', zero: 'no limit' },
  /** A line longer than 64 KiB, the most that one read brings, is no line that a person typed. */
  maxMessage: { default: 64 * KIB, min: 1, max: MOST_BYTES, unit: 'bytes' },
  /** Long enough for the rest of a line that is under way, short enough that nobody sees the wait. */
  maxHold: { default: 100, min: 0, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** Programs talk in the room too, and as fast as they can. */
  rate: { default: 0, min: 0, max: 1_000_000, unit: 'messages a second', zero: 'no limit' },
  /** More than anybody asks by hand. An answer is as long as the roster, so requests are cheaper than what they cause. */
  whoBurst: { default: 5, min: 1, max: 1_000_000, unit: 'answers' },
  /** As often as a list that people look at can need. */
  whoInterval: { default: SECOND, min: 1, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** Half a megabyte: more than anybody reads, and a million clients would be fifty. */
  whoLines: { default: 10_000, min: 0, max: MOST_CLIENTS, unit: 'lines', zero: 'the count alone' },
  /** A second or two of a room that talks as fast as it can: whoever reads at all is hardly ever so far behind. */
  maxBacklog: { default: 8 * MIB, min: 1, max: MOST_BYTES, unit: 'bytes' },
  /** More than a client that reads ever has for long: a second of a busy room, beside what the kernel keeps. */
  slowBacklog: { default: MIB, min: 1, max: MOST_BYTES, unit: 'bytes' },
  /** Longer than a laptop, a garbage collection or a network that comes back takes. */
  slowAfter: { default: 10 * SECOND, min: 100, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** What thirty-two clients at their own limit can cost, and a small machine still has. */
  maxTotalBacklog: { default: 256 * MIB, min: 1, max: 1024 * MOST_BYTES, unit: 'bytes' },
  /** Long enough for a reader to take a megabyte, short enough that one who takes nothing does not freeze the room. */
  maxPause: { default: 50, min: 0, max: MOST_MILLISECONDS, unit: 'milliseconds', zero: 'never' },
  /** Whoever only listens is a client too. */
  idleTimeout: { default: 0, min: 0, max: MOST_MILLISECONDS, unit: 'milliseconds', zero: 'no limit' },
  /** Several round trips around the world. Until it is over, nobody knows who holds the connection. */
  tlsHandshake: { default: 5 * SECOND, min: 1, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** Time for a living client to take its backlog, and half of the 2 s in which a stop has to be over. */
  drainTimeout: { default: SECOND, min: 0, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** A room is a conversation, not an archive. */
  history: { default: 0, min: 0, max: 100_000, unit: 'messages', zero: 'none' },
  /** What a client that has just come takes at once. */
  historySize: { default: MIB, min: 1, max: MOST_BYTES, unit: 'bytes' },
  /** One broker has room for one; NATS has five at the most. */
  replicas: { default: 1, min: 1, max: 5, unit: 'copies' },
  /** A minute of a thousand people who type, or the second in which a busy broker is started again. */
  natsBuffer: { default: 8 * MIB, min: MIB, max: MOST_BYTES, unit: 'bytes' },
  /** Longer than a broker, a node or a link is away that somebody looks after. */
  journalAge: { default: 10 * 60 * SECOND, min: SECOND, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** As much as a disk has room for anyway, and the ten minutes of a room that says 400 KB a second. */
  journalSize: { default: 256 * MIB, min: MIB, max: 1024 * MOST_BYTES, unit: 'bytes' },
  /** Counters are of interest once it is over; whoever watches them says how often. */
  statsInterval: {
    default: 0,
    min: 0,
    max: MOST_MILLISECONDS,
    unit: 'milliseconds',
    zero: 'at the end alone',
  },
  /** Where servers of pages are that are no system service. */
  httpPort: { default: 8080, min: 0, max: 65535, unit: 'port number', zero: 'a free one' },
  /** One of those that Prometheus has for what it is to watch. */
  metricsPort: { default: 9464, min: 0, max: 65535, unit: 'port number', zero: 'a free one' },
  /** Within the minute in which most of what stands between forgets a connection that is silent. */
  httpPing: { default: 30 * SECOND, min: 100, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** Pages, pictures of the room, probes and those on their way in: more than an operator and a class need at once. */
  maxHttp: { default: 100, min: 1, max: MOST_CLIENTS, unit: 'connections' },
  /** Longer than a broker takes to start again: its clients stay where they are meanwhile, and hear each other. */
  maxLinkDown: { default: 30 * SECOND, min: 0, max: MOST_MILLISECONDS, unit: 'milliseconds' },
};

/** The value, or the default for undefined. Throws `OptionError` for what the limit cannot be. */
export function limit(name: LimitName, value?: number): number {
  return within(LIMITS[name], name, value);
}

/** The same for a limit of another table. */
export function within(bounds: Limit, name: string, value: number | undefined = bounds.default): number {
  const { min, max, unit } = bounds;
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new OptionError(
      `${name} must be a whole number from ${min} to ${max} (${unit}), not ${shown(value)}`,
    );
  }
  return value;
}

/** A value as a message about an option shows it. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
