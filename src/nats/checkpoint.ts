import type { JournalState } from './journal.ts';

/**
 * Looks at the journal until what was its end was heard. A batch that was lost shows by the next heartbeat of its node, and each
 * node that is heard of has one between two looks: if nothing is missing now, what was the end so many looks ago is complete.
 */
const LOOKS = 3;

/** Up to which entry nothing of the journal is wanted any more. */
export class Checkpoint {
  #created: string;
  #position: number;
  /** Where the journal ended when it was looked at, each time. */
  #ends: number[] = [];

  constructor({ created }: JournalState, position: number) {
    this.#created = created;
    this.#position = position;
  }

  get position(): number {
    return this.#position;
  }

  /** Whether this journal is the one it was; if it is another one, all of that is wanted. */
  isOf({ created, last }: JournalState): boolean {
    if (created === this.#created && this.#position <= last) return true;
    this.#created = created;
    this.#position = 0;
    this.#ends = [];
    return false;
  }

  /** All up to this entry was read. */
  read(entry: number): void {
    this.#position = Math.max(this.#position, entry);
  }

  /** The journal ends here now, and nothing is missing. */
  look(end: number): void {
    this.#ends.push(end);
    if (this.#ends.length > LOOKS) this.read(this.#ends.shift() ?? 0);
  }
}
