import { type LogLine, Server, type Surroundings } from '../server.ts';

const ROOM = 'lobby';
/** Of a process that was killed. */
const TOLD_BY_SHELL = 'Killed';

interface NodeOptions {
  readonly name: string;
  readonly urls: readonly string[];
  /** Beside those that make it a node of the room. */
  readonly args?: readonly string[];
  readonly surroundings?: Surroundings;
}

/** Of the way to the other servers, in one line each. */
const TOLD = {
  joined: /^talk-server: joined with the other servers at [^ ]+(, which keeps no journal: .*)?$/,
  alone: /^talk-server: alone, and goes on trying to join with the other servers at nats:[^ ]+: .+$/,
} as const;

/** How a node is started. */
export function nodeArguments({ name, urls, args = [] }: NodeOptions): string[] {
  return ['-v', '--nats', urls.join(), '--room', ROOM, '--node', name, ...args];
}

/** One server of several that are one room, in a process of its own. */
export class ClusterNode {
  readonly name: string;
  readonly server: Server;
  /** Whether it was killed on purpose. */
  isKilled = false;

  private constructor(name: string, server: Server) {
    this.name = name;
    this.server = server;
  }

  static async start(options: NodeOptions): Promise<ClusterNode> {
    return new ClusterNode(options.name, await Server.start(nodeArguments(options), options.surroundings));
  }

  get port(): number {
    return this.server.port;
  }

  /** What became of the way to the others, of one kind, in the order of time. */
  links(kind: string): LogLine[] {
    return this.server.log.filter(({ event, link }) => event === 'link' && link === kind);
  }

  /** Waits until it has joined the broker so many times. When it did last, in milliseconds since 1970. */
  async joins(times: number, deadline: number): Promise<number> {
    const isSo = await this.server.comes(() => this.links('up').length >= times, deadline);
    return isSo ? (this.links('up').at(-1)?.time ?? NaN) : NaN;
  }

  /** Messages that it gave up, because the others could not have them for too long. */
  get dropped(): number {
    return messagesOf(this.links('dropped'));
  }

  /** Messages of another node that will not come here, as it tells. */
  gapsOf(name: string): number {
    return messagesOf(this.links('gap').filter(({ node }) => node?.startsWith(`${name}-`)));
  }

  /** What it told on stderr of the way to the others, of one kind. */
  told(kind: keyof typeof TOLD): string[] {
    return this.server.complaints.filter((line) => TOLD[kind].test(line));
  }

  kill(): void {
    this.isKilled = true;
    this.server.signal('SIGKILL');
  }

  /** That it ended, or complains. */
  troubles(): string[] {
    const { isRunning, code } = this.server;
    const complaints = this.server.complaints.filter((line) => !this.#isFine(line));
    const trouble = [...(isRunning || this.isKilled ? [] : [`it ended with code ${code}`]), ...complaints];
    return trouble.map((what) => `node ${this.name}: ${what}`);
  }

  #isFine(line: string): boolean {
    return Object.values(TOLD).some((kind) => kind.test(line)) || (this.isKilled && line === TOLD_BY_SHELL);
  }
}

function messagesOf(lines: readonly LogLine[]): number {
  return lines.reduce((sum, { messages = 0 }) => sum + messages, 0);
}
