import type { Machine } from '../machine.ts';
import { gibibytes } from '../report/format.ts';
import { type Fault, type Outcome, shortcomings } from './fault.ts';

/** All that a run showed. */
export interface Findings {
  /** As ISO 8601 has it. */
  readonly date: string;
  readonly command: string;
  readonly machine: Machine;
  readonly results: readonly Result[];
  /** Those of several servers that are one room. */
  readonly clusterResults: readonly Result[];
}

export interface Result {
  readonly fault: Fault;
  readonly outcome: Outcome;
}

const METHOD = `\
What goes wrong around a chat server, done on purpose: each fault is done to the program as it is installed, started afresh in a
process of its own, by clients in other processes, over 127.0.0.1. Bytes are compared at every receiver, not only counted.
Memory is resident memory, looked at every 50 ms, above what it was after a warm-up; the heap is what is in use of it after a
garbage collection, which the server's process does each half second where it is looked at (\`--expose-gc\`, and a module that
\`--import\` loads beside the program). Delays are from the write of one client to the read of another. That the server ends, or
says anything on stderr, is a failure of any fault.`;

const CLUSTER_METHOD = `\
## One room over many machines

The same, where several servers are one room over NATS: each fault has brokers (nats-server) and servers of its own, all on this
machine. At each server two clients or three count what all the talkers of all servers say, a hundred lines a second at each: for each
pair of servers, that no line is lost, doubled, or behind a later one. All clients of a fault are in one process, whose clock the
delays are from. What a server says on stderr when it loses the others, or joins them, is no failure.`;

/** The page: \`docs/reliability.md\`. */
export function page(findings: Findings): string {
  const { date, command, machine, results, clusterResults } = findings;
  const { cpu, cores, memory, system, node } = machine;
  const place = `${cpu}, ${cores} cores, ${gibibytes(memory)}, ${system}`;
  const parts = [
    '# Reliability',
    METHOD,
    `Measured on ${date.slice(0, 10)} with Node.js ${node} by \`${command}\` (${place}).`,
    resultTable(results),
    CLUSTER_METHOD,
    resultTable(clusterResults),
  ];
  return `${parts.join('\n\n')}\n`;
}

export function resultTable(results: readonly Result[]): string {
  const rows = results.map(({ fault: { name, title, wanted }, outcome }) => {
    const wrong = shortcomings(outcome);
    const verdict = wrong.length === 0 ? 'yes' : `**no**: ${wrong.join('; ')}`;
    return [`**${name}**: ${title}`, wanted, outcome.measured, verdict].map(cell);
  });
  const head = ['fault', 'wanted', 'measured', 'ok'];
  // All of it is text, to the left.
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');
}
