import { count, milliseconds, number, table } from '../report/format.ts';
import { beatSeconds } from './beat.ts';
import {
  capacity,
  fullest,
  LEAST_WAIT,
  loads,
  type Machines,
  MOST_WAIT,
  question,
  type Room,
  type Units,
  waitFor,
} from './model.ts';

const NODES = [1, 3, 10, 30, 100, 300, 1000];
const CLIENTS = [1000, 10_000, 100_000, 1_000_000];
/** As many as a node has in the rooms that grow by nodes. */
const CLIENTS_EACH = 1000;
const TALKING = [10, 100, 1000];
const BROKERS = [1, 3, 5, 10];
const MILLISECONDS = 1000;
const MEGABYTE = 1e6;

/** A room the heartbeats of which are as rare as the nodes have them. */
export function roomOf(nodes: number, clients: number, brokers = 1): Room {
  return { nodes, clients, brokers, beat: beatSeconds(nodes) };
}

/** How much can be said in rooms of so many nodes and clients, and what is full then. */
export function capacityTable(units: Units, machines: Machines): string {
  return table(
    ['nodes', ...CLIENTS.map((clients) => `${count(clients)} clients`)],
    NODES.map((nodes) => [
      count(nodes),
      ...CLIENTS.map((clients) => capacityCell(units, machines, roomOf(nodes, clients), MOST_WAIT)),
    ]),
  );
}

function capacityCell(units: Units, machines: Machines, room: Room, wait: number): string {
  const { said, full } = capacity(units, machines, room, wait);
  return said < 1 ? `none: ${full}` : `${number(said)}: ${full}`;
}

/** How busy everything is in rooms of a thousand clients for each node. */
export function loadTable(units: Units, machines: Machines): string {
  return table(
    [
      'nodes',
      'clients',
      'said a second',
      'node CPU',
      'node network',
      'broker CPU',
      'broker network',
      'gathers for',
    ],
    NODES.flatMap((nodes) =>
      TALKING.map((said) => {
        const room = roomOf(nodes, nodes * CLIENTS_EACH);
        const wait = waitFor(units, machines, room, said);
        const all = loads(units, machines, room, said, wait ?? MOST_WAIT);
        return [
          count(nodes),
          count(room.clients),
          count(said),
          percent(all['node CPU']),
          percent(all['node network']),
          percent(all['broker CPU']),
          percent(all['broker network']),
          wait === undefined ? `too much: ${fullest(all)}` : waitCell(wait),
        ];
      }),
    ),
  );
}

/** What heartbeats alone take, as the nodes pace them, and as they would at one pace. */
export function beatTable(units: Units, machines: Machines): string {
  return table(
    ['nodes', 'interval', 'node CPU', 'broker CPU', 'broker network', 'broker CPU, if it were 2 s'],
    NODES.map((nodes) => {
      const room = roomOf(nodes, nodes);
      const silent = loads(units, machines, room, 0, MOST_WAIT);
      const eager = loads(units, machines, { ...room, beat: beatSeconds(1) }, 0, MOST_WAIT);
      return [
        count(nodes),
        `${number(room.beat)} s`,
        percent(silent['node CPU']),
        percent(silent['broker CPU']),
        percent(silent['broker network']),
        percent(eager['broker CPU']),
      ];
    }),
  );
}

/** What a `/who:` takes: where so many clients are listed at the most, and where few are. */
export function whoTable(units: Units, many: number, few: number): string {
  return table(
    [
      'nodes',
      'clients',
      ...[many, few].flatMap((lines) => [`up to ${count(lines)} lines: asker`, 'each that lists', 'bytes']),
    ],
    NODES.slice(1).flatMap((nodes) =>
      [nodes * CLIENTS_EACH, 1_000_000].filter(unique).map((clients) => {
        return [
          count(nodes),
          count(clients),
          ...[many, few].flatMap((lines) => {
            const { asker, lister, bytes } = question(units, roomOf(nodes, clients), lines);
            return [
              milliseconds(asker * MILLISECONDS),
              milliseconds(lister * MILLISECONDS),
              `${number(bytes / MEGABYTE)} MB`,
            ];
          }),
        ];
      }),
    ),
  );
}

/** What helps a room that is too large. */
export function leverTable(units: Units, machines: Machines): string {
  const million = 1_000_000;
  const beat = beatSeconds(1000);
  const rows: readonly (readonly [string, number, Room])[] = [
    ['one room, 1,000 nodes, one broker', 1, roomOf(1000, million)],
    ...BROKERS.slice(1).map(
      (brokers) => [`… ${brokers} brokers in a cluster`, 1, roomOf(1000, million, brokers)] as const,
    ),
    ['… heartbeats ten times as rare', 1, { ...roomOf(1000, million), beat: beat * 10 }],
    ['… 100 nodes of 10,000 clients', 1, roomOf(100, million)],
    ['… 10,000 nodes of 100 clients, 10 brokers', 1, roomOf(10_000, million, 10)],
    ['10 rooms, 100 nodes each, one broker each', 10, roomOf(100, million / 10)],
    ['100 rooms, 10 nodes each, one broker each', 100, roomOf(10, million / 100)],
    ['1,000 rooms, one node each', 1000, roomOf(1, million / 1000)],
  ];
  return table(
    [
      'a million clients in',
      'silent: node CPU',
      'silent: broker CPU',
      'said a second in each room, at most',
      'in all rooms',
      'full',
    ],
    rows.map(([title, rooms, room]) => {
      const silent = loads(units, machines, room, 0, MOST_WAIT);
      const { said, full } = capacity(units, machines, room, MOST_WAIT);
      return [
        title,
        percent(silent['node CPU']),
        percent(silent['broker CPU']),
        number(said),
        number(said * rooms),
        full,
      ];
    }),
  );
}

function waitCell(wait: number): string {
  return wait === LEAST_WAIT ? 'no longer than always' : milliseconds(wait * MILLISECONDS);
}

function percent(part: number): string {
  return `${number(part * 100, 2)} %`;
}

function unique(value: number, index: number, values: readonly number[]): boolean {
  return values.indexOf(value) === index;
}
