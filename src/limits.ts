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
  | 'maxBacklog'
  | 'slowBacklog'
  | 'slowAfter'
  | 'maxTotalBacklog'
  | 'maxPause'
  | 'idleTimeout'
  | 'tlsHandshake'
  | 'drainTimeout'
  | 'statsInterval';

interface Limit {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
}

const KIB = 1024;
const MIB = 1024 * KIB;
const SECOND = 1000;
/** Above any sensible use, and safely below the largest Buffer of every supported Node. */
const MOST_BYTES = 1024 * MIB;
/** The longest time that a timer of Node takes. */
const MOST_MILLISECONDS = 2 ** 31 - 1;
/** More than the open files that Linux lets one process have unless it is told otherwise (`fs.nr_open`). */
const MOST_CLIENTS = 1024 * KIB;

/** Every number that can be set: its default, what it may be, its unit, and why the default is what it is. */
export const LIMITS: Readonly<Record<LimitName, Limit>> = {
  /** 12345 is what the clients of the assignment try first. 0 takes a free port. */
  port: { default: 12345, min: 0, max: 65535, unit: 'port number' },
  /** The owner and the group may talk, as with most sockets under /run. */
  socketMode: { default: 0o660, min: 0, max: 0o777, unit: 'file mode' },
  /** Where the system tells how many files may be open, `clientsForOpenFiles` is the default instead. */
  maxClients: { default: MOST_CLIENTS, min: 1, max: MOST_CLIENTS, unit: 'clients' },
  /** 0 is no limit: a whole class may sit behind one address. */
  maxClientsPerIp: { default: 0, min: 0, max: MOST_CLIENTS, unit: 'clients' },
  /** A line longer than 64 KiB, the most that one read brings, is no line that a person typed. */
  maxMessage: { default: 64 * KIB, min: 1, max: MOST_BYTES, unit: 'bytes' },
  /** Long enough for the rest of a line that is under way, short enough that nobody sees the wait. */
  maxHold: { default: 100, min: 0, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** 0 is no limit: programs talk in the room too, and as fast as they can. */
  rate: { default: 0, min: 0, max: 1_000_000, unit: 'messages a second' },
  /** More than anybody asks by hand. An answer is as long as the roster, so requests are cheaper than what they cause. */
  whoBurst: { default: 5, min: 1, max: 1_000_000, unit: 'answers' },
  /** As often as a list that people look at can need. */
  whoInterval: { default: SECOND, min: 1, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** A few seconds of a room that talks as fast as it can; what a thousand stalled clients can cost still fits a machine. */
  maxBacklog: { default: 8 * MIB, min: 1, max: MOST_BYTES, unit: 'bytes' },
  /** More than a client that reads ever has for long: a second of a busy room, beside what the kernel keeps. */
  slowBacklog: { default: MIB, min: 1, max: MOST_BYTES, unit: 'bytes' },
  /** Longer than a laptop, a garbage collection or a network that comes back takes. */
  slowAfter: { default: 10 * SECOND, min: 100, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** What thirty-two clients at their own limit can cost, and a small machine still has. */
  maxTotalBacklog: { default: 256 * MIB, min: 1, max: 1024 * MOST_BYTES, unit: 'bytes' },
  /** Long enough for a reader to take a megabyte, short enough that one who takes nothing does not freeze the room. */
  maxPause: { default: 50, min: 0, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** 0 is no limit: whoever only listens is a client too. */
  idleTimeout: { default: 0, min: 0, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** Several round trips around the world. Until it is over, nobody knows who holds the connection. */
  tlsHandshake: { default: 5 * SECOND, min: 1, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** Time for a living client to take its backlog, and half of the 2 s in which a stop has to be over. */
  drainTimeout: { default: SECOND, min: 0, max: MOST_MILLISECONDS, unit: 'milliseconds' },
  /** 0 tells them once, at the end. */
  statsInterval: { default: 0, min: 0, max: MOST_MILLISECONDS, unit: 'milliseconds' },
};

/** The value, or the default for undefined. Throws `OptionError` for what the limit cannot be. */
export function limit(name: LimitName, value: number | undefined): number {
  const { default: usual, min, max, unit } = LIMITS[name];
  const number = value ?? usual;
  if (!Number.isInteger(number) || number < min || number > max) {
    throw new OptionError(
      `${name} must be a whole number from ${min} to ${max} (${unit}), not ${shown(number)}`,
    );
  }
  return number;
}

/** A value as a message about an option shows it. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
