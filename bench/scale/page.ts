import { limit } from '../../src/limits.ts';
import { count, duration, gibibytes, milliseconds, number } from '../report/format.ts';
import type { Findings } from './findings.ts';
import { arrivalTable, batchTable, crowdTable, idleTable, questionTable } from './measuredTables.ts';
import { capacity, LEAST_WAIT, type Machines, MESSAGE_BYTES, MOST_WAIT, type Units } from './model.ts';
import { beatTable, capacityTable, leverTable, loadTable, roomOf, whoTable } from './modelTables.ts';
import { unitsOf } from './units.ts';

const BITS = 8;
const GIGABIT = 1e9;
const MILLION = 1e6;
/** Machines as they are to be had. */
const MACHINES: Machines = { nodeCores: 1, brokerCores: 4, network: (10 * GIGABIT) / BITS };
/** Lines of a `/who:` that a screen has room for. */
const FEW_LINES = 20;
/** The largest room. */
const NODES = 1000;
const CLIENTS = 1_000_000;

const METHOD = `\
Measured with the real parts: a \`nats-server\` in a process of its own, and as many instances of \`natsBackplane\` as there are nodes, in two
processes, over 127.0.0.1. Their clients are in memory: one roster for all nodes of a process. CPU is that of all threads, user and system, as the
kernel counts it (\`/proc/PID/task/*/schedstat\`); messages and bytes are what the broker itself counts (\`/varz\`). From what
something takes, what the same time takes without it is subtracted. A run counts only if each node heard every message.`;

const BATCHES = `\
One node says batches on a clock, each alone on its way, and ${MESSAGE_BYTES} bytes of each of so many clients in it. All it takes is counted: the wake-up of a process, the
journal, its acknowledgement, and the broker's answer to a ping by which the node sees that the batch has arrived. A process that is busy
anyway is woken less often, so these are costs at the most. What the broker takes for one more node is the difference between 40 and 1.`;

const IDLE = `\
Nobody says anything. Each node sends a heartbeat, which all others hear, pings the broker once a second, and asks it where the journal stands with each heartbeat. What
the model below makes of the broker's CPU is beside it. A node by itself is woken for each
heartbeat, which costs it far more than to hear it. Where many nodes share a process, one turn of it hears for all of them, which is cheaper for the broker, too.`;

const WHO = `\
Asked at one node: the others answer with how many clients they have, and those that have the first 10,000 (\`--who-lines\`), by the start of the nodes, with who they are. Formatting the answer is not in it.
CPU is what ten questions take, less what the room takes in that time anyway. Where many heartbeats are heard, that is much, and wavers.`;

const MODEL = `\
Beyond what this machine can do, the figures are computed: \`bench/scale/model.ts\`, from the unit costs above. A batch is a straight line between the smallest and the
largest that were measured. Nodes are alike, and so are their clients. A node has one core, which is all that one event loop uses; the broker has ${MACHINES.brokerCores}; each machine
has ${number((MACHINES.network * BITS) / GIGABIT, 2)} Gbit/s, of which only what is sent is counted, without the headers of TCP. In a cluster, nodes are spread over the brokers; each hands what it gets to its own nodes and to the other brokers, at the same cost, and
the one with the journal, which has it all, is what is shown.

Messages have ${MESSAGE_BYTES} bytes. What is said gathers, at a node on its way to the others, and on its way to clients: for ${milliseconds(LEAST_WAIT * 1000)} at the most while there is time for
all, and for longer when something is full, as what comes while the last batch is on its way goes together with the next one. A room that
gathers for longer than ${MOST_WAIT} s is called full here.`;

/** The page: \`docs/scale.md\`. */
export function page(findings: Findings): string {
  const { batches, rooms, local, crowds } = findings;
  const units = unitsOf(batches.journaled, rooms.measured, local);
  const parts = [
    '# Scale',
    'What one room over many nodes costs, for each message, against the number of nodes and clients; where it ends, and what helps then.',
    origin(findings),
    '## In short',
    summary(units),
    '## What was measured',
    METHOD,
    '### A batch',
    BATCHES,
    'With a journal:',
    batchTable(batches.journaled),
    'Without:',
    batchTable(batches.plain),
    `A client, over TCP, costs its node ${duration(local.write)} for each write and ${duration(local.message)} for each message in it.`,
    '### A silent room',
    IDLE,
    idleTable(rooms.measured, units),
    '### One more node',
    'Whoever comes says hello, which all hear, and each who is there answers it alone:',
    arrivalTable(rooms.measured),
    ...limitsOf(findings),
    'All at once, as after a broker was started again, they are the square of their number:',
    crowdTable(crowds),
    '### `/who:`',
    WHO,
    questionTable(rooms.measured),
    '## What follows',
    MODEL,
    '### Heartbeats',
    'From a hundred nodes on, the interval grows with their number, so that no node hears more than fifty a second, and the broker hands on fifty for each node rather than the square.',
    beatTable(units, MACHINES),
    '### How much can be said',
    `Messages a second in the whole room, at the most, and what is full then, where it gathers for ${MOST_WAIT} s:`,
    capacityTable(units, MACHINES),
    '### How busy it is',
    'In rooms of a thousand clients for each node:',
    loadTable(units, MACHINES),
    '### `/who:`, computed',
    whoTable(units, limit('whoLines'), FEW_LINES),
    '### What helps',
    leverTable(units, MACHINES),
    LEVERS,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Where the figures come from. */
function origin({ date, command, machine, broker }: Findings): string {
  const { cpu, cores, memory, system, node } = machine;
  const place = `${cpu}, ${cores} cores, ${gibibytes(memory)}, ${system}`;
  return `Measured on ${date.slice(0, 10)} with Node.js ${node} and nats-server ${broker} by \`${command}\` (${place}).`;
}

/** How far this machine went. */
function limitsOf({ rooms: { tooLarge } }: Findings): readonly string[] {
  if (tooLarge === undefined) return [];
  const { wanted, nodes, seconds } = tooLarge;
  return [
    `A room of ${count(wanted)} nodes could not be made on this machine: ${count(nodes)} were there after ${count(seconds)} s. Nothing was measured with so many; what is said of them below is computed.`,
  ];
}

function summary(units: Units): string {
  const { heard, delivered } = units.batch;
  const one = capacity(units, MACHINES, roomOf(NODES, CLIENTS), MOST_WAIT);
  const three = capacity(units, MACHINES, roomOf(NODES, CLIENTS, 3), MOST_WAIT);
  const small = capacity(units, MACHINES, roomOf(10, 10_000), MOST_WAIT);
  return `\
- **All hear all.** What is said at one of N nodes goes to N − 1 others: for each batch, ${duration(delivered.fixed)} of the broker and ${duration(heard.fixed)} of each node; for each message in
  it, ${duration(delivered.each)} and ${duration(heard.each)}. Where every node talks, batches grow with the square of N, and messages with N.
- **Gathering is what bears it.** The busier the room, the larger its batches, so that the dear part is paid more rarely and what is said waits longer: up to a second, in a room of ${count(NODES)} nodes in which each of them talks.
- **A room of ten nodes and 10,000 clients** takes ${number(small.said)} messages a second, until the ${small.full} is full.
- **A room of ${count(NODES)} nodes and a million clients** takes ${number(one.said)} messages a second with one broker, until the ${one.full} is full, and ${number(three.said)} with three, until the ${three.full} is. Nobody can read so much: the limit is no
  longer the machines, but that everybody is told everything.
- **Heartbeats** are no limit, with an interval that grows with the number of nodes. Many nodes that come at once cost the square of their number, once.
- **\`/who:\`** of a million clients is ${number((CLIENTS * units.who.bytes.each) / MILLION)} MB and ${milliseconds((CLIENTS * units.who.asked.each) / MILLION)} of CPU for whoever asks, where \`--who-lines\` asks for so many. By default it lists the first 10,000, and only the nodes that have those tell more than how many they have.`;
}

const LEVERS = `\
- **More rooms** help most: rooms know nothing of each other, so what they cost is added and not multiplied. Rooms may share brokers, or have their own.
- **Fewer and larger nodes** help the broker, the heartbeats and \`/who:\`, all of which grow with the square of the nodes; what a node does for its own clients is then what fills it. A machine with several cores can
  run several nodes, each with a core.
- **Brokers in a cluster** share the nodes, and with them what is handed out. They do not share the journal of one room: one broker leads it, and takes every batch of the room.
- **A larger interval** of heartbeats helps a silent room alone, and not much from a hundred nodes on: the interval has grown already. A node that is gone is then missed for longer: for three intervals and half a second.
- **Fewer lines** (\`--who-lines\`) help whoever asks.`;
