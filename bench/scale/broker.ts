import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { keep, endChild } from '../battery/children.ts';
import { pathOf } from '../peers/tool.ts';

/** The program, and the Debian package that has it. */
export const NATS_SERVER = { command: 'nats-server', debian: 'nats-server' } as const;

/** What the broker itself counts, since it started. */
export interface Traffic {
  /** Messages and bytes that came from nodes. */
  readonly messagesIn: number;
  readonly bytesIn: number;
  /** Those that went to nodes. */
  readonly messagesOut: number;
  readonly bytesOut: number;
}

/** A broker in a process of its own. */
export interface Broker {
  readonly url: string;
  readonly pid: number;
  traffic(): Promise<Traffic>;
  end(): Promise<void>;
}

/** What it says of the places that it listens at, which it chose; and when it does. */
const PLACES = { nats: /client connections on \S*:(\d+)$/, monitor: /http monitor on \S*:(\d+)$/ };
const READY = 'Server is ready';

/** Starts a broker on free ports, and waits until it is ready. `folder` is where it keeps the journal, if it does. */
export async function startBroker(folder: string, hasJournal: boolean): Promise<Broker> {
  const journal = hasJournal ? ['-js', '-sd', folder] : [];
  const args = ['-a', '127.0.0.1', '-p', '-1', '-m', '-1', ...journal];
  const child = spawn(pathOf(NATS_SERVER.command) ?? NATS_SERVER.command, args, {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  keep(child);
  const ports = new Map<string, string>();
  let lastWords = '';
  for await (const line of createInterface(child.stderr)) {
    lastWords = line;
    for (const [place, pattern] of Object.entries(PLACES)) {
      const port = pattern.exec(line)?.[1];
      if (port !== undefined) ports.set(place, port);
    }
    if (line.includes(READY)) break;
  }
  child.stderr.resume();
  const { pid } = child;
  const nats = ports.get('nats');
  const monitor = ports.get('monitor');
  if (pid === undefined || nats === undefined || monitor === undefined) {
    throw new Error(`nats-server does not start: ${lastWords}`);
  }
  return {
    url: `nats://127.0.0.1:${nats}`,
    pid,
    traffic: () => trafficAt(`http://127.0.0.1:${monitor}/varz`),
    end: () => endChild(child),
  };
}

async function trafficAt(url: string): Promise<Traffic> {
  const counts = (await (await fetch(url)).json()) as Record<string, number>; // as nats-server has it
  return {
    messagesIn: counts['in_msgs'] ?? NaN,
    bytesIn: counts['in_bytes'] ?? NaN,
    messagesOut: counts['out_msgs'] ?? NaN,
    bytesOut: counts['out_bytes'] ?? NaN,
  };
}
