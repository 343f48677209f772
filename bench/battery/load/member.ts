import { connect, type Socket } from 'node:net';
import { inBulk } from './inBulk.ts';

/** Every read of every client lands in this one, so reading allocates nothing. */
const READ_BUFFER = Buffer.allocUnsafeSlow(256 * 1024);
const GREETING = 'Thank you for connecting';
/** Newcomers under way at once. */
const AT_ONCE = 200;

/** One client that counts what it hears. */
export class Member {
  readonly socket: Socket;
  /** Settles with the greeting; rejects when something else comes, or the end. */
  readonly joined: Promise<void>;
  /** Bytes behind the greeting. */
  received = 0;
  /** Why the connection ended; undefined while it lives. */
  lost: string | undefined;
  /** Is given what comes; the bytes are there only until it returns. */
  take: (bytes: Buffer) => void = () => undefined;
  #reads = true;
  #greeting = '';

  constructor(port: number) {
    let settle: () => void;
    let fail: (error: Error) => void;
    this.joined = new Promise((resolve, reject) => {
      settle = resolve;
      fail = reject;
    });
    this.joined.catch(() => undefined); // whoever waits for it is told; nobody has to
    this.socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: {
        buffer: READ_BUFFER,
        callback: (length) => {
          const missing = Math.min(length, GREETING.length - this.#greeting.length);
          if (missing > 0) {
            this.#greeting += READ_BUFFER.toString('latin1', 0, missing);
            if (this.#greeting === GREETING) settle();
            else if (!GREETING.startsWith(this.#greeting)) fail(new Error(`greeted with ${this.#greeting}`));
          }
          if (length > missing) this.#hear(READ_BUFFER.subarray(missing, length));
          return this.#reads;
        },
      },
    });
    const lose = (why: string): void => {
      this.lost ??= why;
      fail(new Error(why));
    };
    this.socket
      .on('error', (error) => lose(error.message))
      .on('end', () => lose('the server ended the connection'))
      .on('close', () => lose('closed'));
  }

  /** Reads nothing any more, until `resume`. */
  pause(): void {
    this.#reads = false;
    this.socket.pause();
  }

  resume(): void {
    this.#reads = true;
    this.socket.resume();
  }

  #hear(bytes: Buffer): void {
    this.received += bytes.length;
    this.take(bytes);
  }
}

/** Brings so many in, and waits until each is greeted. */
export async function joinMany(port: number, count: number): Promise<Member[]> {
  const members: Member[] = [];
  await inBulk(count, AT_ONCE, async () => {
    const member = new Member(port);
    members.push(member);
    await member.joined;
  });
  return members;
}

/** Who of them lost the connection, and why. */
export function lossesOf(members: readonly Member[]): string[] {
  const [first, ...others] = members.flatMap(({ lost }) => lost ?? []);
  return first === undefined ? [] : [`${others.length + 1} of ${members.length} clients lost: ${first}`];
}
