import { count, duration, kibibytes, milliseconds, number, table } from '../report/format.ts';
import type { BatchCost } from './batches.ts';
import { beatSeconds } from './beat.ts';
import type { Crowded } from './crowds.ts';
import type { Units } from './model.ts';
import type { RoomCost } from './rooms.ts';

const MILLION = 1e6;

/** What batches cost. */
export function batchTable(costs: readonly BatchCost[]): string {
  return table(
    [
      'messages in a batch',
      'bytes',
      'a node says it',
      'a node hears it',
      'the broker takes it',
      '… hands it to one',
    ],
    costs.map(({ messages, bytes, said, heard, taken, delivered }) => [
      count(messages),
      count(bytes),
      ...[said, heard, taken, delivered].map(duration),
    ]),
  );
}

/** What rooms cost in which nobody says anything, and what the model makes of it. */
export function idleTable(rooms: readonly RoomCost[], { idle: unit }: Units): string {
  return table(
    [
      'nodes',
      'broker CPU',
      'by the model',
      'a node, by itself',
      'each of many in two processes',
      'messages a second',
      'bytes a second',
    ],
    rooms.map(({ nodes, idle: { broker, node, shared, messages, bytes } }) => {
      const heard = (nodes - 1) / beatSeconds(nodes);
      return [
        count(nodes),
        perSecond(broker),
        perSecond(nodes * (unit.broker + heard * unit.delivered)),
        perSecond(node),
        nodes === 1 ? 'none' : perSecond(shared),
        count(messages),
        kibibytes(bytes),
      ];
    }),
  );
}

/** What it takes that one more node comes. */
export function arrivalTable(rooms: readonly RoomCost[]): string {
  return table(
    ['nodes then', 'until all know of it', 'messages', 'broker CPU', 'CPU of all nodes'],
    rooms.map(({ nodes, arrival: { milliseconds: took, messages, broker, nodes: cpu } }) => [
      count(nodes),
      milliseconds(took),
      count(messages),
      cpuOf(broker),
      cpuOf(cpu),
    ]),
  );
}

/** What a `/who:` costs. */
export function questionTable(rooms: readonly RoomCost[]): string {
  return table(
    [
      'nodes',
      'clients of each',
      'listed',
      'no answer in time',
      'time',
      'to the asker',
      'asker CPU',
      'CPU of the others',
      'broker CPU',
    ],
    rooms.flatMap(({ nodes, questions }) =>
      questions.map((question) => [
        count(nodes),
        count(question.clientsEach),
        count(question.listed),
        count(question.missing),
        milliseconds(question.milliseconds),
        kibibytes(question.bytes),
        cpuOf(question.asker),
        cpuOf(question.answerers),
        cpuOf(question.broker),
      ]),
    ),
  );
}

/** CPU that something took, where it was more than what the room takes anyway wavers by. */
function cpuOf(nanoseconds: number): string {
  return nanoseconds > 0 ? milliseconds(nanoseconds / MILLION) : 'too little to tell';
}

function perSecond(nanoseconds: number): string {
  return `${number(nanoseconds / MILLION)} ms/s`;
}

/** What it takes that many nodes come at once. */
export function crowdTable(crowds: readonly Crowded[]): string {
  return table(
    ['nodes', 'until all know of all', 'messages', 'broker CPU', 'CPU of all nodes'],
    crowds.map(({ nodes, milliseconds: took, messages, broker, fleets }) => [
      count(nodes),
      milliseconds(took),
      count(messages),
      cpuOf(broker),
      cpuOf(fleets),
    ]),
  );
}
