import { randomBytes } from 'node:crypto';

const BOOT_BYTES = 6;

/** A node's id: two with one name, or one that was started again, are two. */
export function nodeId(name: string): string {
  return `${name}-${randomBytes(BOOT_BYTES).toString('hex')}`;
}

const ID = /^[A-Za-z0-9_-]{1,64}-[0-9a-f]{12}$/;

export function isNodeId(id: string): boolean {
  return ID.test(id);
}

/** Where the nodes of one room meet. */
export class Subjects {
  readonly #room: string;

  constructor(room: string) {
    this.#room = `talk.v1.${room}`;
  }

  /** What all of them begin with. */
  get all(): string {
    return `${this.#room}.`;
  }

  /** What everybody says: `talk.v1.ROOM.b.NODE`. */
  get batches(): string {
    return `${this.#room}.b.*`;
  }

  batchesOf(node: string): string {
    return `${this.#room}.b.${node}`;
  }

  /** Who is there. */
  get presence(): string {
    return `${this.#room}.presence`;
  }

  /** Who is connected to whom. */
  get who(): string {
    return `${this.#room}.who`;
  }
}

/** The node that says what comes at this subject; undefined where no node would. */
export function speakerOf(subject: string): string | undefined {
  const node = subject.slice(subject.lastIndexOf('.') + 1);
  return isNodeId(node) ? node : undefined;
}
