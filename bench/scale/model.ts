/** What something takes: once, and for each thing that it is made of. */
export interface Line {
  readonly fixed: number;
  readonly each: number;
}

/** What was measured: CPU in nanoseconds, lengths in bytes. */
export interface Units {
  /** A batch, and each message in it: to say and to hear it, for a node; to take and to hand it out once, for the broker. */
  readonly batch: {
    readonly said: Line;
    readonly heard: Line;
    readonly taken: Line;
    readonly delivered: Line;
    readonly bytes: Line;
  };
  /** A node that is there and silent, for each second: its own share, and each heartbeat that it hears, or is handed out. */
  readonly idle: {
    readonly node: number;
    readonly heard: number;
    readonly broker: number;
    readonly delivered: number;
    readonly bytes: number;
  };
  /** One `/who:`: for each node that is asked, and for each client that is listed. */
  readonly who: { readonly answered: Line; readonly asked: Line; readonly bytes: Line };
  /** To hand something to a client: each write, and each message in it. */
  readonly local: { readonly write: number; readonly message: number };
}

/** What there is of each. */
export interface Machines {
  /** A node's event loop has one. */
  readonly nodeCores: number;
  readonly brokerCores: number;
  /** Bytes in a second that a machine can send. */
  readonly network: number;
}

export interface Room {
  readonly nodes: number;
  readonly clients: number;
  readonly brokers: number;
  /** Seconds from one heartbeat of a node to its next. */
  readonly beat: number;
}

export type Resource = 'node CPU' | 'node network' | 'broker CPU' | 'broker network';

/** Parts of what there is, from 0; more than 1 is more than there is. */
export type Loads = Readonly<Record<Resource, number>>;

/** Bytes of a message. */
export const MESSAGE_BYTES = 64;
/** Seconds that what is said gathers for in a busy room anyway, before it goes on. */
export const LEAST_WAIT = 0.0015;
/** Seconds that it may gather for, at the most, in a room that is still a conversation. */
export const MOST_WAIT = 1;
const NANOSECONDS = 1e9;
const STEPS = 60;

/**
 * How busy the busiest of each kind is in a room in which so many messages a second are said, by all nodes alike, and which
 * gather for so many seconds before they go on: one node, and the broker that keeps the journal.
 */
export function loads(units: Units, machines: Machines, room: Room, said: number, wait: number): Loads {
  const { batch, idle, local } = units;
  const { nodes, clients, brokers, beat } = room;
  const others = nodes - 1;
  const clientsHere = clients / nodes;
  const saidHere = said / nodes;
  const batchesHere = Math.min(saidHere, 1 / wait);
  const batches = nodes * batchesHere;
  const writes = Math.min(batches, 1 / wait);
  /** To how many nodes and other brokers one broker hands each message on. */
  const copies = (others + brokers - 1) / brokers;
  const beats = nodes / beat;

  const ofNode =
    idle.node +
    (others / beat) * idle.heard +
    amount(batch.said, batchesHere, saidHere) +
    amount(batch.heard, others * batchesHere, others * saidHere) +
    clientsHere * (writes * local.write + said * local.message);
  const ofBroker =
    (nodes / brokers) * idle.broker +
    beats * copies * idle.delivered +
    amount(batch.taken, batches, said) +
    copies * amount(batch.delivered, batches, said);
  const sentByNode = clientsHere * said * MESSAGE_BYTES + amount(batch.bytes, batchesHere, saidHere);
  const sentByBroker = copies * (amount(batch.bytes, batches, said) + beats * idle.bytes);
  return {
    'node CPU': ofNode / NANOSECONDS / machines.nodeCores,
    'node network': sentByNode / machines.network,
    'broker CPU': ofBroker / NANOSECONDS / machines.brokerCores,
    'broker network': sentByBroker / machines.network,
  };
}

function amount({ fixed, each }: Line, batches: number, messages: number): number {
  return fixed * batches + each * messages;
}

/** What is busiest. */
export function fullest(all: Loads): Resource {
  const resources = Object.keys(all) as Resource[]; // its own keys
  return resources.reduce((most, resource) => (all[resource] > all[most] ? resource : most));
}

/**
 * Seconds for which what is said gathers until nothing has more to do than it can: what comes while the last batch is on its
 * way goes together. Undefined where even the longest wait is not enough.
 */
export function waitFor(units: Units, machines: Machines, room: Room, said: number): number | undefined {
  const fits = (wait: number): boolean => isEnough(loads(units, machines, room, said, wait));
  if (!fits(MOST_WAIT)) return undefined;
  return fits(LEAST_WAIT) ? LEAST_WAIT : boundary(MOST_WAIT, LEAST_WAIT, fits);
}

/** How much can be said in the room, and what is full then. */
export interface Capacity {
  /** Messages a second; 0 where heartbeats alone are too much. */
  readonly said: number;
  readonly full: Resource;
}

/** How much can be said where it gathers for so many seconds. */
export function capacity(units: Units, machines: Machines, room: Room, wait: number): Capacity {
  const at = (said: number): Loads => loads(units, machines, room, said, wait);
  if (!isEnough(at(0))) return { said: 0, full: fullest(at(0)) };
  let tooMuch = 1;
  while (isEnough(at(tooMuch))) tooMuch *= 2;
  const said = boundary(0, tooMuch, (each) => isEnough(at(each)));
  return { said, full: fullest(at(said)) };
}

function isEnough(all: Loads): boolean {
  return all[fullest(all)] <= 1;
}

/** Where what fits at one end, and does not at the other, begins to fit no more: a value that fits. */
function boundary(good: number, bad: number, fits: (value: number) => boolean): number {
  let [inside, outside] = [good, bad];
  for (let step = 0; step < STEPS; step++) {
    const middle = (inside + outside) / 2;
    if (fits(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}

/** What one `/who:` takes: seconds of CPU, and bytes to whoever asks. */
export interface QuestionLoad {
  readonly asker: number;
  /** Each of those whose clients are listed. */
  readonly lister: number;
  readonly bytes: number;
}

/** @param most how many clients are listed, at the most: by as few nodes as have so many, each of which may tell of as many. */
export function question({ who }: Units, { nodes, clients }: Room, most: number): QuestionLoad {
  const others = nodes - 1;
  const clientsEach = clients / nodes;
  const told = Math.min(clientsEach, most);
  const listers = Math.min(others, Math.ceil(most / clientsEach));
  return {
    asker: amount(who.asked, others, listers * told) / NANOSECONDS,
    lister: amount(who.answered, 1, told) / NANOSECONDS,
    bytes: amount(who.bytes, others, listers * told),
  };
}
