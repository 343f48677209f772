import { firstValueFrom } from 'rxjs';
import { type Backplane, NOBODY_ELSE } from '../../src/backplane.ts';
import { limit } from '../../src/limits.ts';
import { natsBackplane } from '../../src/nats/index.ts';
import type { Roster } from '../../src/roster.ts';
import { Speech } from '../../src/speech.ts';
import type { Asked } from './order.ts';

const DRAIN = 1000;
const ROOM = 'scale';

/** One node of the room: the real backplane, with clients that are in memory alone. */
export class Node {
  readonly #backplane: Backplane;
  readonly #roster: Roster;
  #heard = 0;
  #known = 0;
  readonly #isUp: Promise<void>;

  constructor(url: string, roster: Roster) {
    this.#roster = roster;
    const join = natsBackplane({ servers: [url], room: ROOM, node: 'scale' });
    this.#backplane = join({
      roster,
      history: 0,
      historySize: 0,
      whoLines: limit('whoLines'),
      drainTimeout: DRAIN,
    });
    this.#isUp = new Promise((resolve, reject) => {
      this.#backplane.others$.subscribe({
        next: (coming) => {
          if (coming.type === 'said') this.#heard += coming.count;
          if (coming.type !== 'link') return;
          if (coming.link === 'up') resolve();
          else if (coming.link === 'nodeJoined' || coming.link === 'nodeLeft') this.#known = coming.nodes - 1;
        },
        error: reject,
      });
    });
  }

  /** When it is one of the room. */
  async up(): Promise<void> {
    await this.#isUp;
  }

  /** Has so many of its clients say this, all at once: one batch, if nothing else is on its way. */
  say(bytes: Buffer, messages: number): void {
    const clients = [...this.#roster.values()].slice(0, messages);
    this.#backplane.publish(clients.map((client) => new Speech(undefined, client, bytes, 1)));
  }

  takeHeard(): number {
    const heard = this.#heard;
    this.#heard = 0;
    return heard;
  }

  get known(): number {
    return this.#known;
  }

  async ask(): Promise<Asked> {
    const start = performance.now();
    const { parts, missing = NaN } = await firstValueFrom(this.#backplane.who(), {
      defaultValue: NOBODY_ELSE,
    });
    const milliseconds = performance.now() - start;
    const listed = parts.reduce((sum, { members }) => sum + members.length, 0);
    return { milliseconds, listed, missing };
  }

  leave(): void {
    this.#backplane.close();
  }
}
