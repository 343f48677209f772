import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pathOf } from '../../peers/tool.ts';
import { endChild, isRunning, keep } from '../children.ts';
import { becomes } from '../wait.ts';
import { ownAddress } from './address.ts';

const COMMAND = 'nats-server';
const PORT = 4222;
const MONITOR = 8222;
/** Milliseconds that it has to listen, and to be ready. */
const START_DEADLINE = 60_000;
/** Milliseconds between two tries. */
const PACE = 5;

interface BrokerOptions {
  /** Where its store is, which outlives it. */
  readonly folder: string;
  /** Beside address and ports. */
  readonly args?: readonly string[];
  /** Whether it has JetStream; true without it. */
  readonly keepsJournal?: boolean;
  readonly address?: string;
}

/** Whether this machine has the broker. */
export function hasBroker(): boolean {
  return pathOf(COMMAND) !== undefined;
}

/** A real nats-server on an address and ports that stay its own, however often it is started. */
export class Broker {
  readonly address: string;
  readonly url: string;
  readonly #command: readonly string[];
  #child: ChildProcess | undefined;

  constructor({ folder, args = [], keepsJournal = true, address = ownAddress() }: BrokerOptions) {
    this.address = address;
    this.url = `nats://${address}:${PORT}`;
    const journal = keepsJournal ? ['-js', '-sd', join(folder, `store-${address}`)] : [];
    this.#command = ['-a', address, '-p', String(PORT), '-m', String(MONITOR), ...journal, ...args];
  }

  /** Starts it, and waits until it accepts connections. When it did, in milliseconds since 1970. */
  async start(): Promise<number> {
    const child = spawn(pathOf(COMMAND) ?? COMMAND, this.#command, {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    keep(child);
    this.#child = child;
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-300)));
    const isOver = (): boolean => !isRunning(child);
    const accepts = await becomes(async () => isOver() || (await this.#accepts()), START_DEADLINE, PACE);
    if (accepts && !isOver()) return Date.now();
    await this.kill();
    throw new Error(`the broker does not listen: ${said}`);
  }

  /** Waits until its journal is there for everybody. */
  async isReady(): Promise<void> {
    const isHealthy = async (): Promise<boolean> => {
      try {
        return (await this.tells('healthz'))['status'] === 'ok';
      } catch {
        return false; // it does not listen there yet
      }
    };
    if (!(await becomes(isHealthy, START_DEADLINE))) throw new Error('the broker does not become ready');
  }

  /** What it tells of itself. */
  async tells(what: string): Promise<Readonly<Record<string, unknown>>> {
    const response = await fetch(`http://${this.address}:${MONITOR}/${what}`);
    return (await response.json()) as Readonly<Record<string, unknown>>; // an object, whatever it tells
  }

  /** As `kill -9` does. */
  async kill(): Promise<void> {
    if (this.#child !== undefined) await endChild(this.#child);
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(name);
  }

  async #accepts(): Promise<boolean> {
    const socket = connect({ host: this.address, port: PORT });
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false; // refused as yet
    } finally {
      socket.destroy();
    }
  }
}
