/** A fleet: many nodes in one process, which gets orders by IPC and answers each. Ends with whoever started it. */
import { setTimeout as pause } from 'node:timers/promises';
import { Roster } from '../../src/roster.ts';
import { MemoryConnection } from '../memoryConnection.ts';
import { lineOf } from '../workloads.ts';
import { Node } from './node.ts';
import type { Answer, Order, OrderKind, OrderOf, Results } from './order.ts';

const MESSAGE_BYTES = 64;
const LINE = lineOf(MESSAGE_BYTES);

const nodes: Node[] = [];
/** One for all nodes of the fleet, as memory for each of a million would only measure memory. */
const roster = new Roster();

process.on('disconnect', () => process.exit());
process.on('message', (order: Order) => {
  perform(order).then(
    (result) => answer({ kind: 'result', result }),
    (error: unknown) =>
      answer({ kind: 'error', message: error instanceof Error ? error.message : String(error) }),
  );
});

async function perform(order: Order): Promise<Results[OrderKind]> {
  switch (order.kind) {
    case 'join':
      return await join(order);
    case 'joinAtOnce':
      return await joinAtOnce(order);
    case 'populate':
      return populate(order.clients);
    case 'talk':
      return await talk(order);
    case 'hear':
      return nodes.reduce((sum, node) => sum + node.takeHeard(), 0);
    case 'know':
      return nodes.length === 0 ? undefined : Math.min(...nodes.map(({ known }) => known));
    case 'ask':
      return await first().ask();
    case 'leave':
      for (const node of nodes.splice(0)) node.leave();
      return 'done';
  }
}

async function join({ url, nodes: more, deadline }: OrderOf<'join'>): Promise<number> {
  const start = performance.now();
  for (let joined = 0; joined < more && performance.now() - start < deadline; joined++) {
    const node = new Node(url, roster);
    nodes.push(node);
    await node.up();
  }
  return nodes.length;
}

async function joinAtOnce({ url, nodes: more }: OrderOf<'joinAtOnce'>): Promise<number> {
  nodes.push(...Array.from({ length: more }, () => new Node(url, roster)));
  await Promise.all(nodes.map((node) => node.up()));
  return nodes.length;
}

function populate(clients: number): 'done' {
  for (const connection of roster.keys()) roster.delete(connection);
  for (let client = 0; client < clients; client++) {
    const connection = new MemoryConnection();
    const { id, address } = connection;
    roster.set(connection, { id, name: `client${id}`, address, port: 32_768 + (client % 28_000) });
  }
  return 'done';
}

/** Paced by the clock, so that each batch is on its way alone, however long the others of it took. */
async function talk({ batches, messages, every }: OrderOf<'talk'>): Promise<'done'> {
  const node = first();
  const start = performance.now();
  for (let batch = 0; batch < batches; batch++) {
    if (messages > 0) node.say(LINE, messages);
    const wait = start + (batch + 1) * every - performance.now();
    if (wait > 0) await pause(wait);
  }
  return 'done';
}

function first(): Node {
  const [node] = nodes;
  if (node === undefined) throw new Error('no node has joined');
  return node;
}

function answer(what: Answer): void {
  process.send?.(what);
}
