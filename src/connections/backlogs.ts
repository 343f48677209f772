import { ConnectionLost } from '../errors.ts';
import type { TcpSettings } from './settings.ts';

/** Somebody for whom something waits. */
export interface Debtor {
  /** Bytes that wait for it now. */
  readonly backlog: number;
  /** Bytes that ever had to wait behind others. */
  readonly delayed: number;
  /** Ends its connection; nothing waits for it then. */
  cut(lost: ConnectionLost): void;
}

type BacklogSettings = Pick<TcpSettings, 'maxBacklog' | 'slowBacklog' | 'slowAfter' | 'maxTotalBacklog'>;

/** So often a lagging client is found no better before it is cut. A look that comes late, after a SIGSTOP, is but one. */
const LOOKS = 10;

/** How a lagging client was when it last got better, and how often it was looked at since. */
interface Lag {
  readonly backlog: number;
  readonly delayed: number;
  readonly looks: number;
}

/** With so much of a limit used up, speakers are slowed: the rest is for what is under way. */
const HALF = 0.5;

/**
 * All that waits for the clients of one server, and who is cut for it, reason `slow`:
 *
 * - whose backlog passes `maxBacklog`,
 * - who lags, which is to have a backlog over `slowBacklog`, or half of `maxBacklog` where that is less, for `slowAfter`, in
 *   which the backlog neither got smaller nor moved on by as much,
 * - and, when what waits for all together passes `maxTotalBacklog`, whoever has the largest backlog.
 */
export class Backlogs {
  readonly #settings: BacklogSettings;
  /** Bytes of a backlog from which on its client lags. */
  readonly #lag: number;
  readonly #allCaughtUp: () => void;
  readonly #debtors = new Set<Debtor>();
  readonly #lagging = new Map<Debtor, Lag>();
  #total = 0;
  #wereHigh = false;
  #looking: NodeJS.Timeout | undefined;

  /** @param allCaughtUp is called when `areHigh` is no longer so. */
  constructor(settings: BacklogSettings, allCaughtUp: () => void) {
    this.#settings = settings;
    this.#lag = Math.min(settings.slowBacklog, settings.maxBacklog * HALF);
    this.#allCaughtUp = allCaughtUp;
  }

  /** Bytes that wait, for all together. */
  get total(): number {
    return this.#total;
  }

  /** Bytes that wait for whoever has the most of them. */
  get largest(): number {
    let largest = 0;
    for (const { backlog } of this.#debtors) largest = Math.max(largest, backlog);
    return largest;
  }

  /** Whether speakers are to be slowed: somebody lags, or all together are half-way to `maxTotalBacklog`. */
  get areHigh(): boolean {
    return this.#lagging.size > 0 || this.#total > this.#settings.maxTotalBacklog * HALF;
  }

  /** The debtor's backlog is so many bytes larger than it was; smaller, where that is negative. */
  change(debtor: Debtor, bytes: number): void {
    this.#total += bytes;
    const { backlog } = debtor;
    if (backlog > 0) this.#debtors.add(debtor);
    else this.#debtors.delete(debtor);
    if (backlog <= this.#lag) this.#catchUp(debtor);
    else if (!this.#lagging.has(debtor)) this.#fallBehind(debtor);
    const { areHigh } = this;
    const haveCaughtUp = this.#wereHigh && !areHigh;
    this.#wereHigh = areHigh;
    if (haveCaughtUp) this.#allCaughtUp();
  }

  /** Cuts the debtor, or others, if too much waits. */
  keepWithinBounds(debtor: Debtor): void {
    const { maxBacklog, maxTotalBacklog } = this.#settings;
    if (debtor.backlog > maxBacklog) cut(debtor, `the client left more than ${maxBacklog} bytes unread`);
    while (this.#total > maxTotalBacklog && this.#debtors.size > 0) {
      const [first, ...others] = this.#debtors;
      if (first === undefined) return;
      const why = `the client left the most unread of more than ${maxTotalBacklog} bytes for all together`;
      cut(others.reduce(larger, first), why);
    }
  }

  #fallBehind(debtor: Debtor): void {
    this.#lagging.set(debtor, stateOf(debtor));
    this.#looking ??= setInterval(() => this.#look(), this.#settings.slowAfter / LOOKS);
  }

  #catchUp(debtor: Debtor): void {
    this.#lagging.delete(debtor);
    if (this.#lagging.size > 0) return;
    clearInterval(this.#looking);
    this.#looking = undefined;
  }

  #look(): void {
    const { slowAfter } = this.#settings;
    for (const [debtor, lag] of this.#lagging) {
      const { backlog, delayed } = debtor;
      const movedOn = lag.backlog + (delayed - lag.delayed) - backlog;
      if (backlog < lag.backlog || movedOn >= this.#lag) this.#lagging.set(debtor, stateOf(debtor));
      else if (lag.looks + 1 < LOOKS) this.#lagging.set(debtor, { ...lag, looks: lag.looks + 1 });
      else cut(debtor, `the client took none of ${backlog} bytes for ${slowAfter} milliseconds`);
    }
  }
}

function stateOf({ backlog, delayed }: Debtor): Lag {
  return { backlog, delayed, looks: 0 };
}

function larger(one: Debtor, other: Debtor): Debtor {
  return other.backlog > one.backlog ? other : one;
}

function cut(debtor: Debtor, why: string): void {
  debtor.cut(new ConnectionLost('slow', why));
}
