import type { BatchCost } from './batches.ts';
import { beatSeconds } from './beat.ts';
import type { LocalCost } from './local.ts';
import type { Line, Units } from './model.ts';
import type { Question, RoomCost } from './rooms.ts';

/** The unit costs behind what was measured. Throws where too little was. */
export function unitsOf(batches: readonly BatchCost[], rooms: readonly RoomCost[], local: LocalCost): Units {
  return { batch: batchUnits(batches), idle: idleUnits(rooms), who: whoUnits(rooms), local };
}

/** From the smallest batch and the largest. */
function batchUnits(batches: readonly BatchCost[]): Units['batch'] {
  const small = the(batches.at(0));
  const large = the(batches.at(-1));
  const line = (key: Exclude<keyof BatchCost, 'messages'>): Line =>
    through([small.messages, small[key]], [large.messages, large[key]]);
  return {
    said: line('said'),
    heard: line('heard'),
    taken: line('taken'),
    delivered: line('delivered'),
    bytes: line('bytes'),
  };
}

/**
 * Rooms that tell what a heartbeat costs: those of fewer nodes have too few, and in those of more, nodes of one process hear
 * theirs together, which is cheaper than it is on machines of their own.
 */
const FEW_NODES = 10;
const MANY_NODES = 100;

/** From a room in which hardly any heartbeats are heard, and one in which many are. */
function idleUnits(rooms: readonly RoomCost[]): Units['idle'] {
  const telling = rooms.filter(({ nodes }) => nodes >= FEW_NODES && nodes <= MANY_NODES);
  const few = the(telling.at(0));
  const many = the(telling.at(-1));
  const node = through([heardIn(few), few.idle.node], [heardIn(many), many.idle.node]);
  const broker = through(
    [heardIn(few), few.idle.broker / few.nodes],
    [heardIn(many), many.idle.broker / many.nodes],
  );
  const bytes = through(
    [heardIn(few), few.idle.bytes / few.nodes],
    [heardIn(many), many.idle.bytes / many.nodes],
  );
  return {
    node: node.fixed,
    heard: node.each,
    broker: broker.fixed,
    delivered: broker.each,
    bytes: bytes.each,
  };
}

/** Heartbeats that one node hears in a second. */
function heardIn({ nodes }: Pick<RoomCost, 'nodes'>): number {
  return (nodes - 1) / beatSeconds(nodes);
}

/** For each node that is asked, and each client that is listed: from the room in which that differs most. */
function whoUnits(rooms: readonly RoomCost[]): Units['who'] {
  const whole = rooms
    .map(({ nodes, questions }) => ({ others: nodes - 1, answered: questions.filter(isWhole) }))
    .filter(({ answered }) => answered.length > 1)
    .sort((one, other) => spread(one.answered) - spread(other.answered));
  const { others, answered } = the(whole.at(-1));
  const few = the(answered.at(0));
  const many = the(answered.at(-1));
  const line = (key: 'answerers' | 'asker' | 'bytes'): Line => {
    const { fixed, each } = through([few.listed, few[key]], [many.listed, many[key]]);
    return { fixed: fixed / others, each };
  };
  return { answered: line('answerers'), asked: line('asker'), bytes: line('bytes') };
}

/** By how many more clients are listed by the last question than by the first, with fewest clients. */
function spread(questions: readonly Question[]): number {
  return the(questions.at(-1)).listed - the(questions.at(0)).listed;
}

function isWhole({ missing }: Question): boolean {
  return missing === 0;
}

/** Of a straight line through two points. Nothing takes less than nothing: that is noise. */
function through([few, least]: readonly [number, number], [many, most]: readonly [number, number]): Line {
  const each = Math.max(0, (most - least) / (many - few));
  return { fixed: Math.max(0, least - few * each), each };
}

function the<T>(value: T | undefined): T {
  if (value === undefined)
    throw new Error('too little could be measured: give it a machine that does nothing else');
  return value;
}
